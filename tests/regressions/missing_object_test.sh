#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# An object file that was missing was not made again when the program was newer than the source: make took objects for
# intermediate files. So a program was taken for up to date whose coverage or debugger data had gone.
set -eu

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
program=$scratch/host-debug/kernel/lib/string_test

make -s BUILD="$scratch" "$program" > "$scratch.log" 2>&1 || { tail -n 5 "$scratch.log"; rm -f "$scratch.log"; exit 1; }
rm -f "$scratch.log"
rebuilds() { # OBJECT: does make see that it is missing?
    rm "$scratch/host-debug/$1"
    if make -q BUILD="$scratch" "$program" > /dev/null 2>&1; then
        echo "not ok missing object $1: the program counts as up to date"
        return 1
    fi
    make -s BUILD="$scratch" "$program" > /dev/null 2>&1
    [ -s "$scratch/host-debug/$1" ] || { echo "not ok missing object $1: it was not made again"; return 1; }
    echo "ok missing object $1"
}
rebuilds kernel/lib/string_test.o
rebuilds kernel/lib/string.o
