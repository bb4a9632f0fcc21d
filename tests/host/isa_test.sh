#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# isa_test.sh BUILD: host tests of the ISAs besides x86_64 whose host port there is (kernel/arch/host/<isa>): the
# tests of generic code that name no ISA, compiled against that ISA's headers and plain C, its own tests, and kernel and
# specification in lock-step, where proof/<isa>/ is there.
set -u

build=$1
status=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for folder in kernel/arch/host/*/; do
    isa=$(basename "$folder")
    [ "$isa" = x86_64 ] && continue
    if ! make -s "ARCH=$isa" BUILD="$build" -j "$(nproc)" host-tests > "$scratch/make" 2>&1; then
        echo "not ok host/$isa builds: $(grep -m 1 -E 'rror' "$scratch/make")"
        status=1
        continue
    fi
    for program in $(make -s "ARCH=$isa" BUILD="$build" list-host-tests); do
        name=${program#"$build/host-$isa-debug/"}
        name=${name#kernel/}
        "$program" > "$scratch/lines" 2>&1 || status=1
        grep -E '^(not )?ok ' "$scratch/lines" | sed -E "s|^((not )?ok )|\1host/$isa/${name%_test}/|"
        if ! tail -n 1 "$scratch/lines" | grep -qE '^([0-9]+ passed, 0 failed|ok )'; then
            echo "not ok host/$isa/${name%_test}: $(tail -n 1 "$scratch/lines")"
            status=1
        fi
    done
done
exit $status
