#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# aarch64_test.sh BUILD: the kernel for AArch64 builds, uses no register of the FPU, and runs the tour under QEMU's virt
# machine: on several processors, with either interrupt controller, with little and with much memory, with and without a
# device tree from the loader, started by U-Boot; and what the loader refuses.
set -u

build=$1
. tools/guest.sh
status=0
# Seconds a machine may run, whatever happens.
seconds_max=60

if ! make -s ARCH=aarch64 BUILD="$build" -j "$(nproc)" programs > "$scratch/make" 2>&1; then
    grep -E 'error|Error' "$scratch/make" | head -n 10
    echo "not ok aarch64 builds: $(grep -cE 'error:' "$scratch/make") errors"
    exit 1
fi
echo "ok aarch64 builds"

# Programs' registers of the FPU would be lost, but by the three functions that save and restore them.
for flavour in release debug; do
    users=$(awk '/^Disassembly of section/ { code = $4 == ".text:" } /^[0-9a-f]+ <.*>:$/ { name = $2 }
        code && /[ \t,{]([qdsv][0-9]+)[,.} \t]/ { print name }' \
        "$build/aarch64-$flavour/kernel.asm" | sort -u | tr -d '<>:' | tr '\n' ' ')
    if [ "$users" = "hw_fpu_exchange hw_fpu_restore hw_fpu_save " ]; then
        echo "ok aarch64/no-fpu in the $flavour kernel"
    else
        echo "not ok aarch64/no-fpu in the $flavour kernel: its registers are used by $users"
        status=1
    fi
done

# pack FLAVOUR [PROGRAM]: kernel and program in one file
pack() {
    tools/pack-image.sh aarch64 "$build/aarch64-$1/kernel.elf" "$build/aarch64-$1/user/${2:-tour}.elf" \
        "$scratch/boot.img"
}

# tour NAME [QEMU ARGUMENT...]: talks to it
tour() {
    local name=$1
    shift
    tools/dialogue.sh tests/system/tour.dialogue "aarch64/$name" \
        timeout -s KILL "$seconds_max" tools/run-qemu-aarch64.sh "$scratch/boot.img" "$@" || status=1
}

pack release || exit 1
QEMU_CPU_MODEL=cortex-a72 QEMU_GIC_VERSION=3 tour release-gicv3
pack debug || exit 1
tour gicv2
tour of-4-cpus -smp 4
QEMU_CPU_MODEL=max QEMU_GIC_VERSION=3 tour max-gicv3
QEMU_GIC_VERSION=3 tour gicv3-of-4-cpus -smp 4
QEMU_MEMORY=32 tour 32-mib
QEMU_CPU_MODEL=cortex-a57 QEMU_MEMORY=5000 tour 5000-mib
WITHOUT_TREE=1 pack debug || exit 1
QEMU_MEMORY=2048 tour no-tree
QEMU_MEMORY=2048 QEMU_GIC_VERSION=3 tour no-tree-gicv3

# The same file, started by U-Boot.
{
    echo '< ^In: '
    echo '> '
    echo '> booti 0x50000000 - $fdtcontroladdr'
    echo '< ^Holdfast'
    cat tests/system/tour.dialogue
} > "$scratch/u-boot.dialogue"
pack release || exit 1
tools/dialogue.sh "$scratch/u-boot.dialogue" aarch64/u-boot timeout -s KILL "$seconds_max" \
    qemu-system-aarch64 -machine virt,virtualization=on -cpu cortex-a57 -m 1024 -display none -net none -serial stdio \
    -monitor none -bios /usr/lib/u-boot/qemu_arm64/u-boot.bin \
    -device loader,file="$scratch/boot.img",addr=0x50000000,force-raw=on || status=1

# expect NAME REGEX [QEMU ARGUMENT...]: what the machine prints
expect() {
    local name=$1 line=$2

    shift 2
    if guest_until "$seconds_max" "$line" \
        timeout -s KILL "$seconds_max" tools/run-qemu-aarch64.sh "$scratch/boot.img" "$@"; then
        echo "ok aarch64/$name"
    else
        tail -n 3 "$scratch/lines"
        echo "not ok aarch64/$name: no line matches '$line'"
        status=1
    fi
}

expect not-at-el2 '^holdfast loader: the kernel runs at EL2' -machine virtualization=off
expect too-little-memory '^holdfast loader: there is not enough memory' -m 6
# The machine's own tree, with another controller's name in it.
tools/run-qemu-aarch64.sh "$scratch/boot.img" -machine dumpdtb="$scratch/tree" < /dev/null > "$scratch/dump" 2>&1
sed 's/arm,cortex-a15-gic/arm,cortex-a15-xyz/' "$scratch/tree" > "$scratch/other-tree"
pack debug || exit 1
expect no-interrupt-controller '^holdfast: cannot boot: device tree: has no interrupt controller' \
    -dtb "$scratch/other-tree"
echo "no program" > "$scratch/text"
tools/pack-image.sh aarch64 "$build/aarch64-debug/kernel.elf" "$scratch/text" "$scratch/boot.img"
expect image-is-no-elf '^holdfast loader: the image is no ELF file'
exit $status
