#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# pack-image.sh ISA KERNEL IMAGE OUT: one ELF file with the loader of tools/loader, the kernel and a user image, which
# the firmware of the machine starts (QEMU: -kernel OUT). WITHOUT_TREE=1 in the environment: the kernel is given no
# device tree, as by loaders that have none.
set -eu

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
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

case $isa in
riscv64)
    target=(--target=riscv64-unknown-none-elf -march=rv64imac_zicsr_zifencei -mabi=lp64 -mcmodel=medany -mno-relax)
    ;;
*)
    echo "holdfast: no loader for '$isa'" >&2
    exit 2
    ;;
esac
flags=("${target[@]}" -ffreestanding -nostdlibinc -fno-pic -fno-builtin -fno-stack-protector
    -fno-asynchronous-unwind-tables -Wall -Wextra -Wundef -Wmissing-prototypes -Wshadow -Werror -O2
    "-DWITHOUT_TREE=${WITHOUT_TREE:-0}")
clang-19 "${flags[@]}" -std=gnu11 -c "$here/$isa.c" -o "$work/c.o"
cp "$kernel" "$work/kernel"
cp "$image" "$work/image"
(cd "$work" && clang-19 "${target[@]}" -DKERNEL_FILE='"kernel"' -DIMAGE_FILE='"image"' -x assembler-with-cpp -c - \
    -o s.o) < "$here/$isa.S"
ld.lld-19 -nostdlib -static --build-id=none -z max-page-size=0x1000 -z noexecstack --fatal-warnings \
    -T "$here/$isa.ld" "$work/s.o" "$work/c.o" -o "$work/out.elf"
mkdir -p "$(dirname "$out")"
mv "$work/out.elf" "$out"
