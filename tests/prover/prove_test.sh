#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# prove_test.sh BUILD: `make prove`, each theorem a test. Answers that an earlier run left in BUILD/prove-cache count,
# as they do there.
set -u

build=$1
json=$build/prove.json
log=$(mktemp)
trap 'rm -f "$log"' EXIT
rm -f "$json"

make --no-print-directory prove BUILD="$build" > "$log" 2>&1
status=$?
tail -n 60 "$log"
[ ! -f "$json" ] || sed -nE \
    -e 's/^ *\{"name": "([^"]*)", .*"result": "proved", .*/ok proved: \1/p' -e t \
    -e 's/^ *\{"name": "([^"]*)", .*"result": "([^"]*)", .*/not ok proved: \1: \2/p' "$json"
if [ $status -eq 0 ]; then
    echo "ok everything that is stated is proved"
else
    echo "not ok everything that is stated is proved: exit status $status of make prove"
fi
exit $status
