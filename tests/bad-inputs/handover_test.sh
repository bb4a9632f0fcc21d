#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# handover_test.sh BUILD: what loaders of RISC-V and AArch64 hand over, with one mistake each (tests/bad-inputs/
# mistake.c). The kernel must name it in one line, and stop; the release kernel must print that line and nothing else.
set -u

build=$1
. tools/guest.sh
status=0
# Seconds until the line must be there: the firmware's start included.
line_seconds_max=60

# boots ISA FLAVOUR NAME REGEX: prints a line that matches
boots() {
    QEMU_MEMORY=1024 guest_until "$line_seconds_max" "$4" \
        timeout -s KILL $line_seconds_max "tools/run-qemu-$1.sh" "$scratch/boot" && return
    tail -n 3 "$scratch/lines"
    echo "not ok $1/$2/$3: no line matches '$4'"
    status=1
    return 1
}

# refused FLAVOUR NAME MISTAKE REGEX
refused() {
    local isa
    for isa in $isas; do
        if ! MISTAKE=$3 tools/pack-image.sh "$isa" "$build/$isa-$1/kernel.elf" "$build/$isa-$1/user/layout.elf" \
            "$scratch/boot" 2> "$scratch/pack"; then
            echo "not ok $isa/$1/$2: $(head -n 1 "$scratch/pack")"
            status=1
        elif boots "$isa" "$1" "$2" "^holdfast: cannot boot: $4"; then
            if [ "$1" = release ] && [ "$(grep -ca '^holdfast' "$scratch/lines")" -ne 1 ]; then
                grep -a '^holdfast' "$scratch/lines"
                echo "not ok $isa/$1/$2: more than one line"
                status=1
            else
                echo "ok $isa/$1/$2"
            fi
        fi
    done
}

isas=
for isa in riscv64 aarch64; do
    if make -s "ARCH=$isa" BUILD="$build" -j "$(nproc)" kernel "$build/$isa-release/user/layout.elf" \
        "$build/$isa-debug/user/layout.elf" > "$scratch/make" 2>&1; then
        isas="$isas $isa"
        MISTAKE=NONE tools/pack-image.sh "$isa" "$build/$isa-release/kernel.elf" \
            "$build/$isa-release/user/layout.elf" "$scratch/boot"
        boots "$isa" release no-mistake '^layout end' && echo "ok $isa/release/no-mistake"
    else
        echo "not ok $isa builds: $(grep -iE 'error' "$scratch/make" | head -n 1)"
        status=1
    fi
done

for flavour in release debug; do
    refused $flavour tree-magic TREE_MAGIC 'device tree: begins with 0xd10dfeed and says it has [0-9]+ bytes'
    refused $flavour tree-cut TREE_CUT 'device tree: begins with 0xd00dfeed and says it has [0-9]+ bytes'
done
refused release tree-version TREE_VERSION 'device tree: version 16, where 17 is needed'
refused release tree-structure TREE_STRUCTURE 'device tree: makes no sense at offset 0x[0-9a-f]+ \(0x7\)'
refused release tree-no-memory TREE_NO_MEMORY 'device tree: has no memory node'
refused release tree-no-controller TREE_NO_CONTROLLER 'device tree: has no (PLIC|interrupt controller)'
refused release tree-far TREE_FAR "loader: device tree at .* isn't in memory the kernel can read"
refused release tree-over-kernel TREE_OVER_KERNEL 'loader: .* overlaps the kernel'
refused release tree-in-image TREE_IN_IMAGE 'loader: .* overlaps the kernel'
refused release image-unaligned IMAGE_UNALIGNED 'loader: root server at .* is no whole number of pages'
refused release image-empty IMAGE_EMPTY 'loader: root server at .* is no whole number of pages'
refused release image-high IMAGE_HIGH "loader: root server at addresses .* doesn't fit user space"
refused release image-wraps IMAGE_WRAPS "loader: root server at addresses .* doesn't fit user space"
refused release image-over-kernel IMAGE_OVER_KERNEL 'loader: .* overlaps the kernel'
refused debug memory-small MEMORY_SMALL 'memory: first objects need [0-9]+ bytes in one piece'
refused release memory-without-kernel MEMORY_WITHOUT_KERNEL "memory: kernel and root server need .* isn't all RAM"
# QEMU says nothing reserved for AArch64.
isas=riscv64 refused release kernel-reserved KERNEL_RESERVED "memory: kernel and root server need .* isn't all RAM"
isas=riscv64 refused release tree-no-hart TREE_NO_HART \
    'device tree: no context of the PLIC interrupts supervisor mode of hart 0;'
isas=riscv64 refused release tree-small-plic TREE_SMALL_PLIC 'device tree: has no PLIC the kernel can drive'
isas=riscv64 refused release tree-slow-clock TREE_SLOW_CLOCK 'device tree: timebase-frequency is less than 1 MHz;'
exit $status
