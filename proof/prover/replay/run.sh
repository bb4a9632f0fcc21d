#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# run.sh DIR PROGRAM.c FUNCTION FILE: links the generated program with the kernel's compiled bitcode in DIR, runs it,
# and prints how it ended. FUNCTION, of source FILE, may be static there. Programs of tests are linked with their own
# folder only.
set -eu

dir=$1 program=$2 function=$3 file=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case $file in
tests/*) folders=("$dir/$(dirname "$file")") ;;
*) folders=("$dir/kernel" "$dir/proof") ;;
esac
mapfile -t objects < <(find "${folders[@]}" -name '*.o' ! -path "$dir/${file%.c}.o" | sort)
llvm-objcopy-19 --globalize-symbol="$function" "$dir/${file%.c}.o" "$work/own.o"
here=$(dirname "$0")
clang-19 -std=gnu11 -D_GNU_SOURCE -static -fno-pic -O1 -w -I"$here" "$program" "$here/runtime.c" "$work/own.o" \
    "${objects[@]}" -fuse-ld=lld-19 -Wl,--unresolved-symbols=ignore-all,-z,muldefs -o "$work/replay" ||
    { echo "no program"; exit 0; }
timeout 10 "$work/replay" || echo "no end"
