#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# gcc as second opinion: it compiles the kernel without warnings (they are errors), both flavours.
set -eu

build=$1
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if make -s CC=gcc BUILD="$build" -k -j "$(nproc)" kernel > "$log" 2>&1; then
    echo "ok gcc builds the kernel"
else
    grep -E 'error|warning|Error' "$log" | head -n 20
    echo "not ok gcc builds the kernel: $(grep -cE 'error:' "$log") errors"
    exit 1
fi
for flavour in release debug; do
    [ -s "$build/gcc/x86_64-$flavour/kernel.elf" ] || { echo "not ok gcc $flavour: no kernel.elf"; exit 1; }
    echo "ok gcc $flavour"
done
