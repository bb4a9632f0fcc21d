#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# install-packages.sh GROUP...: makes sure that the Debian packages of the groups are there: build, run,
# run-aarch64, run-riscv64, bench, test, gdb, prove.
# Silent and quick when nothing is missing. Otherwise says what is missing and installs it with apt-get, by sudo when
# not root; when that is impossible, ends with one line that names the packages.
set -eu

missing=()

# need PACKAGE FILE-OR-COMMAND
need() {
    case $2 in
    /*) [ -e "$2" ] || missing+=("$1") ;;
    *) command -v "$2" > /dev/null || missing+=("$1") ;;
    esac
}

fail() {
    echo "holdfast: $1; please install: ${missing[*]}" >&2
    exit 1
}

for group in "$@"; do
    case $group in
    build)
        need clang-19 clang-19
        need lld-19 ld.lld-19
        need llvm-19 llvm-objcopy-19
        ;;
    run)
        need qemu-system-x86 qemu-system-x86_64
        ;;
    run-riscv64)
        need qemu-system-misc qemu-system-riscv64
        need opensbi /usr/lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin
        ;;
    run-aarch64)
        need qemu-system-arm qemu-system-aarch64
        ;;
    bench)
        need libc6-dev /usr/include/stdio.h
        ;;
    test)
        need qemu-system-misc qemu-system-riscv64
        need opensbi /usr/lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin
        need qemu-system-arm qemu-system-aarch64
        need u-boot-qemu /usr/lib/u-boot/qemu_arm64/u-boot.bin
        need libclang-rt-19-dev /usr/lib/llvm-19/lib/clang/19/lib/linux/libclang_rt.asan-x86_64.a
        need libc6-dev /usr/include/stdio.h
        need gcc gcc
        need g++ g++
        need gcc-12-aarch64-linux-gnu aarch64-linux-gnu-gcc-12
        need gcc-12-riscv64-linux-gnu riscv64-linux-gnu-gcc-12
        need gdb gdb
        need grub-common grub-mkrescue
        need grub-pc-bin /usr/lib/grub/i386-pc/multiboot2.mod
        need grub-efi-amd64-bin /usr/lib/grub/x86_64-efi/multiboot2.mod
        need xorriso xorriso
        need mtools mformat
        need ovmf /usr/share/ovmf/OVMF.fd
        ;;
    gdb)
        need gdb gdb
        ;;
    prove)
        need llvm-19-dev /usr/lib/llvm-19/include/llvm-c/Core.h
        need libc6-dev /usr/include/stdio.h
        need z3 z3
        need cvc5 cvc5
        ;;
    *)
        echo "install-packages.sh: unknown group '$group'" \
            "(build, run, run-aarch64, run-riscv64, bench, test, gdb, prove)" >&2
        exit 2
        ;;
    esac
done

[ ${#missing[@]} -gt 0 ] || exit 0
command -v apt-get > /dev/null || fail "packages are missing and this is not a Debian system"

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo > /dev/null || fail "packages are missing, and neither root nor sudo is available to install them"
    as_root=(sudo)
fi

echo "holdfast: installing missing packages: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! "${as_root[@]}" apt-get update > "$log" 2>&1; then
    tail -n 5 "$log" >&2
    fail "apt-get update failed"
fi
if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    "${missing[@]}" > "$log" 2>&1; then
    tail -n 5 "$log" >&2
    fail "apt-get install failed"
fi
