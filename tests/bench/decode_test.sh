#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# decode_test.sh BUILD: what the counting programs for RISC-V and AArch64 take each kind of instruction for, and which
# memory it touches (tests/bench/known/ISA.txt), as the disassembler lists it. trace_test.sh has a whole machine, of
# x86_64.
set -u

build=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0

# decoded ISA ARCHITECTURE: each line of the table with what is said about it
decoded() {
    local isa=$1 table=tests/bench/known/$1.txt wanted instruction said failures=0
    grep -v '^#' "$table" | cut -d '|' -f 1 > "$scratch/code.s"
    if ! clang-19 "--target=$isa-none-elf" "-march=$2" -c "$scratch/code.s" -o "$scratch/code.o"; then
        echo "not ok $isa: the assembler refuses $table"
        status=1
        return
    fi
    # Encodings of 2 bytes too, as the kernel has them; a branch to itself has its relocation on a line of its own.
    llvm-objdump-19 -d "$scratch/code.o" | grep -E '^ *[0-9a-f]+: ' | cut -f 2- > "$scratch/listed"
    "$build/tests/bench/decode-$isa" < "$scratch/listed" > "$scratch/said"
    grep -v '^#' "$table" | sed -E 's/ *\| */|/' > "$scratch/table"
    if [ "$(wc -l < "$scratch/said")" -ne "$(wc -l < "$scratch/table")" ]; then
        echo "not ok $isa: $(wc -l < "$scratch/said") answers for $(wc -l < "$scratch/table") instructions"
        status=1
        return
    fi
    while IFS='|' read -r -u 3 instruction wanted && read -r -u 4 said; do
        if [ "$said" != "$wanted" ]; then
            echo "not ok $isa: $instruction: '$said' instead of '$wanted'"
            failures=$((failures + 1))
        fi
    done 3< "$scratch/table" 4< "$scratch/said"
    if [ $failures -eq 0 ]; then
        echo "ok $isa: $(wc -l < "$scratch/table") instructions"
    else
        status=1
    fi
}

decoded riscv64 rv64imafdc_zicsr_zifencei
decoded aarch64 armv8-a+crc
exit $status
