#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# boot_test.sh BUILD: machines and images with one mistake each. The kernel must name it in one line, and stop.
# Each case boots both flavours under QEMU; the release kernel must print that one line and nothing else.
set -u

build=$1
. tools/guest.sh
guest_settle=0.3
status=0
# Seconds until the line must be there: the firmware's start and the calibration of clocks included.
line_seconds_max=30

# ---- images ----
# little_endian BYTES VALUE
little_endian() {
    local i
    for ((i = 0; i < $1; i++)); do
        printf "\\x$(printf %02x $((($2 >> (8 * i)) & 255)))"
    done
}

# A small correct ELF file on standard output: one segment, whose code ends in a loop. Arguments NAME=VALUE change one
# field. Layout: ELF-64 object file format, file header 64 bytes, program header 56 bytes.
elf() {
    local magic=0x464c457f class=2 type=2 machine=62 entry=0x400000 header=64 headers=1 offset=0x1000 address=0x400000
    local file_size=16 memory_size=16 kind=1
    [ $# -eq 0 ] || local "$@"
    little_endian 4 $((magic))
    little_endian 1 $((class)); little_endian 1 1; little_endian 1 1; little_endian 8 0; little_endian 1 0
    little_endian 2 $((type)); little_endian 2 $((machine)); little_endian 4 1
    little_endian 8 $((entry)); little_endian 8 $((header)); little_endian 8 0
    little_endian 4 0; little_endian 2 64; little_endian 2 56; little_endian 2 $((headers))
    little_endian 2 64; little_endian 2 0; little_endian 2 0
    little_endian 4 $((kind)); little_endian 4 5; little_endian 8 $((offset)); little_endian 8 $((address))
    little_endian 8 $((address)); little_endian 8 $((file_size)); little_endian 8 $((memory_size))
    little_endian 8 0x1000
    head -c $((0x1000 - 120)) /dev/zero
    printf '\xeb\xfe'
    head -c 14 /dev/zero
}

# ---- machines ----
# refused NAME EXPECTED IMAGE [QEMU ARGUMENT...]: EXPECTED is an extended regular expression for the one line
refused() {
    local name=$1 expected=$2 image=$3 flavour
    shift 3
    for flavour in release debug; do
        if ! guest_until "$line_seconds_max" "$expected" \
            tools/run-qemu.sh "$build/x86_64-$flavour/kernel32.elf" "$image" "$@"; then
            cat "$scratch/lines" "$scratch/qemu"
            echo "not ok $flavour/$name: no line matches '$expected'"
            status=1
        elif [ $flavour = release ] && [ "$(grep -caE '[^[:space:]]' "$scratch/lines")" -ne 1 ]; then
            cat "$scratch/lines"
            echo "not ok $flavour/$name: more than one line"
            status=1
        else
            echo "ok $flavour/$name"
        fi
    done
}

image=$scratch/image.elf
# bad_elf NAME EXPECTED FIELD=VALUE...
bad_elf() {
    local name=$1 expected=$2
    shift 2
    elf "$@" > "$image"
    refused "$name" "$expected" "$image"
}

refused no-module 'no module was passed; give the root server' ''
printf 'hello' > "$image"
refused short-file 'first module has 5 bytes' "$image"
head -c 8192 /dev/zero > "$image"
refused not-elf "first module begins with 0x0 and isn't an ELF file" "$image"
bad_elf elf-32-bit 'ELF class 1' class=1
bad_elf elf-object-file 'ELF type 1 is no executable' type=1
bad_elf elf-other-machine 'ELF machine 183' machine=183
bad_elf elf-headers-outside 'program headers at file offset 0x100000' header=0x100000
bad_elf elf-no-segment 'no LOAD segment' kind=4
bad_elf elf-segment-outside 'segment 0 at file offset 0x' offset=0x7fffffff
bad_elf elf-sizes 'segment 0 has more bytes in the file' memory_size=8
bad_elf elf-wraps 'segment 0 at 0x[0-9a-f]+ runs over the end' address=0xfffffffffffff000 memory_size=0x2000
bad_elf elf-unaligned "lowest address 0x400010 isn't page aligned" address=0x400010 entry=0x400010
bad_elf elf-entry-outside 'entry point 0x10 is outside' entry=0x10
bad_elf elf-too-high 'needs addresses up to 0x' address=0x7ffffffff000 entry=0x7ffffffff000

elf > "$image"
refused first-objects-too-large 'first objects need [0-9]+ bytes in one piece' "$image" -m 16 -append cnode_bits=20
refused no-acpi 'ACPI: ' "$image" -machine pc,acpi=off
refused cpu-without-long-mode 'CPU' "$image" -cpu qemu32
refused cpu-without-syscall 'CPU.*(SYSCALL|syscall)' "$image" -cpu qemu64,-syscall
refused cpu-without-nx 'CPU.*(NX|nx|execute)' "$image" -cpu qemu64,-nx
exit $status
