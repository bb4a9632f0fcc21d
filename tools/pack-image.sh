#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# pack-image.sh ISA KERNEL IMAGE OUT: one file with the loader of tools/loader, the kernel and a user image, which the
# firmware of the machine starts (QEMU: -kernel OUT). An ELF file; for aarch64 an arm64 `Image`, as U-Boot's booti and
# QEMU start it. From the environment:
#   WITHOUT_TREE=1  the kernel is given no device tree, as by loaders that have none
#   HART=NUMBER     (riscv64) the hart to run on; the default is the one that the firmware starts, or 0 without a tree,
#                   because the kernel cannot know then
#   MISTAKE=NAME    the kernel is given something wrong, which tests/bad-inputs/mistake.c has under that name
set -eu

if [ $# -ne 4 ]; then
    echo "usage: pack-image.sh aarch64|riscv64 KERNEL IMAGE OUT" >&2
    exit 2
fi
isa=$1
kernel=$2
image=$3
out=$4
here=$(dirname "$0")/loader

for file in "$kernel" "$image"; do
    if [ ! -r "$file" ]; then
        echo "holdfast: cannot read '$file'; is it built, is the path right?" >&2
        exit 2
    fi
done
hart=${HART:--1}
[ "${WITHOUT_TREE:-0}" = 0 ] || hart=${HART:-0}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sources=("$here/$isa.c" "$here/files.c" "$here/../../kernel/lib/string.c")
case $isa in
aarch64)
    # Before translation is on, memory is like a device: accesses must be aligned, and the FPU may trap.
    memory_base=0x40000000ul
    target=(--target=aarch64-unknown-none-elf -mgeneral-regs-only -mstrict-align)
    for name in boot/fdt boot/fdt_platform boot/regions driver/pl011; do
        sources+=("$here/../../kernel/$name.c")
    done
    ;;
riscv64)
    memory_base=0x80000000ul
    target=(--target=riscv64-unknown-none-elf -march=rv64imac_zicsr_zifencei -mabi=lp64 -mcmodel=medany -mno-relax)
    ;;
*)
    echo "holdfast: no loader for '$isa'" >&2
    exit 2
    ;;
esac
enter=()
if [ -n "${MISTAKE:-}" ]; then
    sources+=("$here/../../tests/bad-inputs/mistake.c")
    enter=(--wrap=loader_enter)
fi
flags=("${target[@]}" -ffreestanding -nostdlibinc -fno-pic -fno-builtin -fno-stack-protector
    -fno-asynchronous-unwind-tables -Wall -Wextra -Wundef -Wmissing-prototypes -Wshadow -Werror -O2
    "-DWITHOUT_TREE=${WITHOUT_TREE:-0}" -DHF_HOST=0 "-I$here/../../kernel"
    "-I$here/../../kernel/arch/$isa" "-I$here/../../include" "-I$here/../../include/arch/$isa"
    "-DMISTAKE=${MISTAKE:-}" "-DMEMORY_BASE=$memory_base")
objects=()
for source in "${sources[@]}"; do
    object=$work/${source##*/}.o
    clang-19 "${flags[@]}" -std=gnu11 -c "$source" -o "$object"
    objects+=("$object")
done
cp "$kernel" "$work/kernel"
cp "$image" "$work/image"
(cd "$work" && clang-19 "${target[@]}" -DKERNEL_FILE='"kernel"' -DIMAGE_FILE='"image"' "-DHART=$hart" \
    -x assembler-with-cpp -c - -o s.o) < "$here/$isa.S"
ld.lld-19 "${enter[@]}" -nostdlib -static --build-id=none -z max-page-size=0x1000 -z noexecstack --fatal-warnings \
    -T "$here/$isa.ld" "$work/s.o" "${objects[@]}" -o "$work/out"
if [ "$isa" = aarch64 ]; then
    llvm-objcopy-19 -O binary "$work/out" "$work/out.img"
    mv "$work/out.img" "$work/out"
fi
mkdir -p "$(dirname "$out")"
mv "$work/out" "$out"
