#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# check-size.sh KERNEL: text and read-only data of a kernel image against the limit of 96 KiB.
set -eu

limit=$((96 * 1024))
# Sections that occupy memory (flag A) and are not written by the kernel (no flag W).
bytes=$(llvm-readelf-19 -SW "$1" | sed 's/\[ *[0-9]*\]//' | awk '
    NF >= 10 && $7 ~ /A/ && $7 !~ /W/ && $2 != "NOBITS" { print "0x" $5 }' |
    { total=0; while read -r size; do total=$((total + size)); done; echo "$total"; })
echo "text and read-only data: $bytes bytes of $limit"
[ "$bytes" -gt 0 ] && [ "$bytes" -le "$limit" ]
