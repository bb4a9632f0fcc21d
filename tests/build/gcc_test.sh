#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# gcc as second opinion: it compiles the kernel of every ISA without warnings (they are errors), both flavours.
set -u

build=$1
status=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# check ISA COMPILER
check() {
    if make -s ARCH="$1" CC="$2" BUILD="$build" -k -j "$(nproc)" kernel > "$log" 2>&1; then
        echo "ok gcc builds the kernel of $1"
    else
        grep -E 'error|warning|Error' "$log" | head -n 20
        echo "not ok gcc builds the kernel of $1: $(grep -cE 'error:' "$log") errors"
        status=1
        return
    fi
    for flavour in release debug; do
        if [ -s "$build/gcc/$1-$flavour/kernel.elf" ]; then
            echo "ok gcc $1 $flavour"
        else
            echo "not ok gcc $1 $flavour: no kernel.elf"
            status=1
        fi
    done
}

check x86_64 gcc
check aarch64 aarch64-linux-gnu-gcc-12
check riscv64 riscv64-linux-gnu-gcc-12
exit $status
