#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# options_test.sh BUILD: what the kernel says about boot options that have no effect or take protection away, and that
# it boots all the same. On RISC-V and AArch64 also that options get there, from the device tree.
set -u

build=$1
. tools/guest.sh
status=0
boot_seconds_max=30

# boot FLAVOUR CPU OPTIONS: the lines up to the first one of the program are in $scratch/lines
boot() {
    QEMU_CPU_MODEL=$2 KERNEL_OPTIONS=$3 guest_until "$boot_seconds_max" '^(ok|not ok) ' \
        tools/run-qemu.sh "$build/x86_64-$1/kernel32.elf" "$build/x86_64-$1/user/bootinfo.elf"
}

# says NAME COUNT EXPECTED FLAVOUR CPU OPTIONS: boots, and COUNT lines match the extended regular expression
says() {
    local name=$1 count=$2 expected=$3 found
    shift 3
    if ! boot "$@"; then
        cat "$scratch/lines" "$scratch/qemu"
        echo "not ok $name: does not boot"
        status=1
        return
    fi
    found=$(grep -caE "$expected" "$scratch/lines")
    if [ "$found" -eq "$count" ]; then
        echo "ok $name"
    else
        head -n 5 "$scratch/lines"
        echo "not ok $name: $found lines instead of $count match '$expected'"
        status=1
    fi
}

separate='^holdfast: x86_64, .*, separate page tables for programs$'
warning='^holdfast: warning: kpti=off on a CPU with the Meltdown flaw: '
says kpti-auto-intel 1 "$separate" debug Nehalem ''
says kpti-auto-amd 0 "$separate" debug EPYC ''
says kpti-on-amd 1 "$separate" debug EPYC kpti=on
says kpti-off-intel 0 "$separate" debug Nehalem kpti=off
says kpti-off-intel-warns 1 "$warning" release Nehalem kpti=off
says kpti-off-amd-does-not 0 "$warning" release EPYC kpti=off
says kpti-auto-intel-does-not 0 "$warning" release Nehalem ''
says disable_iommu 1 '^holdfast: disable_iommu: there is no IOMMU support' debug max disable_iommu
says debug_port 1 '^holdfast: debug_port: the kernel has nothing to write there' debug max debug_port=0x2f8
says debug_port-as-console 0 '^holdfast: debug_port' debug max debug_port=0x3f8
says too-long 1 '^holdfast: command line: too long, the rest is ignored; its limit in characters is 1023$' debug max \
    "$(printf 'x%.0s' {1..1024})"
says not-too-long 0 '^holdfast: command line' debug max "$(printf 'x%.0s' {1..900})"

# tree ISA FLAVOUR NAME OPTIONS LOG2_OF_SLOTS COUNT EXPECTED: boots; the root CNode has so many slots, and COUNT lines
# match the extended regular expression
tree() {
    local name=$1/$2/$3 found
    if ! QEMU_MEMORY=512 KERNEL_OPTIONS=$4 guest_until $((2 * boot_seconds_max)) '^layout end' \
        tools/run-machine.sh "$build/$1-$2" "$build/$1-$2/user/layout.elf"; then
        tail -n 3 "$scratch/lines" "$scratch/qemu"
        echo "not ok $name: does not boot"
        status=1
        return
    fi
    found=$(grep -caE "$7" "$scratch/lines")
    if ! grep -qa "^layout cnode $5 " "$scratch/lines"; then
        echo "not ok $name: $(grep -a '^layout cnode' "$scratch/lines")"
        status=1
    elif [ "$found" -ne "$6" ]; then
        echo "not ok $name: $found lines instead of $6 match '$7'"
        status=1
    else
        echo "ok $name"
    fi
}

for isa in riscv64 aarch64; do
    if ! make -s "ARCH=$isa" BUILD="$build" -j "$(nproc)" kernel "$build/$isa-release/user/layout.elf" \
        "$build/$isa-debug/user/layout.elf" > "$scratch/make" 2>&1; then
        echo "not ok $isa builds: $(grep -iE 'error' "$scratch/make" | head -n 1)"
        status=1
        continue
    fi
    tree $isa debug none '' d 0 '^holdfast: command line'
    tree $isa debug cnode_bits-and-quiet 'earlycon cnode_bits=0x10 quiet' 10 0 '^holdfast'
    tree $isa release console 'console cnode_bits=12' c 1 "^holdfast: $isa, clock "
    tree $isa debug wrong-value 'cnode_bits=21 domains=17' d 2 \
        "^holdfast: command line: wrong value in '(cnode_bits=21'; give 12 to 20|domains=17'; give 1 to 16), the def"
    tree $isa debug too-long "$(printf 'x%.0s' {1..1024}) cnode_bits=14" d 1 \
        '^holdfast: command line: too long, the rest is ignored; its limit in characters is 1023$'
done
exit $status
