#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# The kernel built from a copy of the tree in another place, under another name, has the same bytes.
set -eu

build=$1
copy=$(mktemp -d)/a-place-of-another-name
trap 'rm -rf "$(dirname "$copy")"' EXIT
mkdir "$copy"
# What the first build was made of: the sources as they lie here.
tar -cf - --exclude=./build --exclude=./.git . | tar -xf - -C "$copy"
make -s -C "$copy" BUILD=build -j "$(nproc)" kernel > "$copy.log" 2>&1 || {
    tail -n 20 "$copy.log"
    echo "not ok reproducible: the copy does not build"
    exit 1
}
status=0
for flavour in release debug; do
    for file in kernel.elf kernel32.elf; do
        name=x86_64-$flavour/$file
        if cmp "$build/$name" "$copy/build/$name"; then
            echo "ok reproducible $name"
        else
            echo "not ok reproducible $name: differs between two places"
            status=1
        fi
    done
done
exit $status
