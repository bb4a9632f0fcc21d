#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# layout_test.sh BUILD: what a root task is given (untyped memory piece by piece, slots, addresses) is what a program
# predicts that knows the interface's rules and nothing of this kernel: tests/layout/predict.c, from the memory map or
# device tree and the sizes of the images.
set -u

build=$1
. tools/guest.sh
status=0
# Seconds a machine may run, whatever happens.
seconds_max=60

# image_place KERNEL: physical start, end of the boot-only part, and end of the kernel's image
image_place() {
    local first
    first=$(llvm-readelf-19 -lW "$1" | awk '$1 == "LOAD" && $3 != $4 { print $3, $4; exit }')
    llvm-nm-19 "$1" | awk '$3 == "ki_boot_end" || $3 == "ki_end" { print $3, $1 }' | sort | {
        read -r _ boot_end
        read -r _ end
        local offset=$((${first% *} - ${first#* }))
        printf '%x %x %x' $((${2:-${first#* }})) $((0x$boot_end - offset)) $((0x$end - offset))
    }
}

# compare NAME ISA FLAVOUR MEMORY COMMAND...: boots, and lets the program predict
compare() {
    local name=$1 isa=$2 flavour=$3
    shift 4
    local start=
    # The headers and the entry code lie in front of what is linked high.
    [ "$isa" = x86_64 ] && start=0x100000
    if ! guest_until "$seconds_max" '^layout end' "$@"; then
        echo "not ok layout/$name: $(tail -n 1 "$scratch/lines")"
        status=1
        return
    fi
    # shellcheck disable=SC2046
    grep '^layout' "$scratch/lines" |
        "$build/host/predict" "$isa" $(image_place "$build/$isa-$flavour/kernel.elf" $start) > "$scratch/said" ||
        status=1
    sed -E "s|^(not )?ok |&layout/$name/|" "$scratch/said"
}

for memory in 64 512 3584 6144; do
    flavour=debug
    [ $memory = 3584 ] && flavour=release
    QEMU_MEMORY=$memory compare x86_64-$memory x86_64 $flavour $memory \
        timeout -s KILL $seconds_max tools/run-qemu.sh "$build/x86_64-$flavour/kernel32.elf" \
        "$build/x86_64-$flavour/user/layout.elf"
done

# virt ISA MEMORY FLAVOUR NAME: a machine of QEMU's virt
virt() {
    if ! tools/pack-image.sh "$1" "$build/$1-$3/kernel.elf" "$build/$1-$3/user/layout.elf" "$scratch/boot"; then
        status=1
        return
    fi
    QEMU_MEMORY=$2 compare "$4" "$1" "$3" "$2" timeout -s KILL $seconds_max "tools/run-qemu-$1.sh" "$scratch/boot"
}

for isa in riscv64 aarch64; do
    if ! make -s "ARCH=$isa" BUILD="$build" -j "$(nproc)" kernel \
        "$build/$isa-debug/user/layout.elf" "$build/$isa-release/user/layout.elf" > "$scratch/make" 2>&1; then
        echo "not ok layout/$isa builds: $(grep -iE 'error' "$scratch/make" | head -n 1)"
        status=1
        continue
    fi
    # In small machines the kernel for AArch64 is moved, and no tool can know where to.
    [ $isa = aarch64 ] || virt $isa 128 debug $isa-128
    virt $isa 1024 debug $isa-1024
    virt $isa 5000 debug $isa-5000
    virt $isa 2048 release $isa-release
    WITHOUT_TREE=1 virt $isa 2048 debug $isa-no-tree
done
exit $status
