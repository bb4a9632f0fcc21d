#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# run-gdb.sh KERNEL32 IMAGE: starts QEMU stopped at its first instruction and gdb on the kernel's symbols, with the
# commands of tools/holdfast.gdb. The serial output goes to serial.log beside the kernel. GDB_ARGUMENTS adds arguments.
set -eu

kernel32=$1
image=$2
folder=$(dirname "$kernel32")
socket=$(mktemp -u)
tools/run-qemu.sh "$kernel32" "$image" -S -chardev "socket,id=gdb0,path=$socket,server=on,wait=off" -gdb chardev:gdb0 \
    < /dev/null > "$folder/serial.log" 2> "$folder/qemu.log" &
qemu=$!
trap 'kill $qemu 2> /dev/null || true; rm -f "$socket"' EXIT
for _ in $(seq 50); do
    [ -S "$socket" ] && break
    sleep 0.1
done
echo "holdfast: stopped before the first instruction; serial output in $folder/serial.log"
echo "holdfast: now, for instance: hbreak entry_call, continue, hf-threads; 'hf-help' lists the kernel commands"
# shellcheck disable=SC2086 # several arguments on purpose
gdb -q "$folder/kernel.elf" -ex "source tools/holdfast.gdb" -ex "target remote $socket" \
    -ex "add-symbol-file $image" ${GDB_ARGUMENTS:-}
