#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# check-spdx.sh: every file of the project names its licence in one of its first five lines. Exempt are the licence
# itself and inputs kept byte for byte (fuzzing corpora and the files of tests/bad-inputs/files).
set -eu

wanted='SPDX-License-Identifier: BSD-2-Clause'
checked=0
status=0
while IFS= read -r file; do
    case $file in
    LICENSE | tests/fuzz/corpus/* | tests/bad-inputs/files/*) continue ;;
    esac
    [ -f "$file" ] || continue
    checked=$((checked + 1))
    if ! head -n 5 "$file" | grep -qaF "$wanted"; then
        echo "not ok spdx $file: no line '$wanted' at its start"
        status=1
    fi
done < <(tools/list-files.sh)
[ $status -ne 0 ] || echo "ok spdx: $checked files"
exit $status
