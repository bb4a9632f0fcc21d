#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# prove_isa_test.sh BUILD: what is proved of kernel/arch/ on the other ISAs, each theorem a test. The theorems about
# the rest of the kernel are those of prove_test.sh.
set -u

build=$1
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0

for isa in riscv64 aarch64; do
    json=$build/prove-$isa.json
    rm -f "$json"
    make --no-print-directory prove ARCH=$isa FILE=kernel/arch/ BUILD="$build" > "$log" 2>&1
    status=$?
    tail -n 40 "$log"
    [ ! -f "$json" ] || sed -nE \
        -e "s/^ *\{\"name\": \"([^\"]*)\", .*\"result\": \"proved\", .*/ok $isa: \1/p" -e t \
        -e "s/^ *\{\"name\": \"([^\"]*)\", .*\"result\": \"([^\"]*)\", .*/not ok $isa: \1: \2/p" "$json"
    if [ $status -eq 0 ]; then
        echo "ok $isa: everything that is stated is proved"
    else
        echo "not ok $isa: everything that is stated is proved: exit status $status of make prove"
        failed=1
    fi
done
exit $failed
