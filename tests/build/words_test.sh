#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# words_test.sh BUILD: a variable of make with a value that there is not is told by a line that names it and says what
# would do.
set -u

build=$1
status=0

# told NAME REGEX WORD...: make ends with that line, before it has built anything
told() {
    local name=$1 wanted=$2 said
    shift 2
    if said=$(make BUILD="$build" "$@" 2>&1); then
        echo "not ok make $name: accepted"
        status=1
    elif grep -qE "$wanted" <<< "$said" && ! grep -q '^  compile ' <<< "$said"; then
        echo "ok make $name"
    else
        echo "not ok make $name: $(tail -n 1 <<< "$said")"
        status=1
    fi
}

told 'of no such ISA' 'ARCH=arm: there are x86_64 aarch64 riscv64' ARCH=arm kernel
told 'of no such flavour' 'FLAVOUR=fast: there are release debug' FLAVOUR=fast run
told 'with no such image' 'IMAGE=nothing.elf: there is no such file' IMAGE=nothing.elf run
told 'with no such compiler' 'CC=tcc: .* clang-19' CC=tcc kernel
told 'with the gcc of another ISA' 'CC=gcc: .* CC=aarch64-linux-gnu-gcc-12' ARCH=aarch64 CC=gcc kernel
told 'gdb of another ISA' 'make gdb is for x86_64 alone' ARCH=riscv64 gdb
exit $status
