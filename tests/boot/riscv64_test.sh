#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# riscv64_test.sh BUILD: the kernel for RISC-V builds and runs the tour under QEMU's virt machine: with and without
# Sstc, with little and with much memory, on one of several harts, with and without a device tree from the loader; and
# files the loader refuses.
set -u

build=$1
. tools/guest.sh
status=0
# Seconds a machine may run, whatever happens.
seconds_max=60

if ! make -s ARCH=riscv64 BUILD="$build" -j "$(nproc)" programs > "$scratch/make" 2>&1; then
    grep -E 'error|Error' "$scratch/make" | head -n 10
    echo "not ok riscv64 builds: $(grep -cE 'error:' "$scratch/make") errors"
    exit 1
fi
echo "ok riscv64 builds"

# pack FLAVOUR [PROGRAM]: kernel and program in one file
pack() {
    tools/pack-image.sh riscv64 "$build/riscv64-$1/kernel.elf" "$build/riscv64-$1/user/${2:-tour}.elf" \
        "$scratch/boot.elf"
}

# The firmware empties the serial port when it starts: what is typed before is lost.
{
    echo '< ^Holdfast'
    cat tests/system/tour.dialogue
} > "$scratch/tour.dialogue"

# tour NAME [QEMU ARGUMENT...]: talks to it
tour() {
    local name=$1
    shift
    tools/dialogue.sh "$scratch/tour.dialogue" "riscv64/$name" \
        timeout -s KILL "$seconds_max" tools/run-qemu-riscv64.sh "$scratch/boot.elf" "$@" || status=1
}

pack release || exit 1
QEMU_CPU_MODEL=rv64,sstc=false tour no-sstc
pack debug || exit 1
QEMU_MEMORY=128 tour 128-mib
QEMU_MEMORY=5000 tour 5000-mib
# Whichever hart the firmware starts, and one that it does not start in most cases.
tour of-4-harts -smp 4
HART=3 pack debug || exit 1
tour hart-3-of-4 -smp 4
WITHOUT_TREE=1 pack debug || exit 1
QEMU_MEMORY=2048 tour no-tree
QEMU_MEMORY=2048 tour no-tree-of-4-harts -smp 4

# expect NAME REGEX: what the machine prints; its time is its count of instructions, however busy this computer is
expect() {
    if guest_until "$seconds_max" "$2" \
        timeout -s KILL "$seconds_max" tools/run-qemu-riscv64.sh "$scratch/boot.elf" \
        -icount shift=0,sleep=off -rtc clock=vm; then
        echo "ok riscv64/$1"
    else
        tail -n 3 "$scratch/lines"
        echo "not ok riscv64/$1: no line matches '$2'"
        status=1
    fi
}

HART=3 pack debug || exit 1
expect hart-missing '^holdfast loader: the firmware does not start the hart'
echo "no program" > "$scratch/text"
tools/pack-image.sh riscv64 "$build/riscv64-debug/kernel.elf" "$scratch/text" "$scratch/boot.elf"
expect image-is-no-elf '^holdfast loader: the image is no ELF file'
exit $status
