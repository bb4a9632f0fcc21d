#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# run-qemu.sh KERNEL32 IMAGE [QEMU ARGUMENT...]: boots a user image on the kernel, serial port on standard input and
# output. From the environment: QEMU_CPU_MODEL (max), QEMU_MEMORY (MiB, 512), KERNEL_OPTIONS (kernel command line),
# LAST_INPUT (a line typed when input that is no terminal has come to its end, so that the guest can end, too).
# An empty IMAGE boots without a module. Exit status: 0 or 1 when the machine was switched off or halted on purpose (the
# device at I/O port 0xf4 makes 2 * n + 1 of the number n written to it), 3 when the kernel stopped with an error.
set -eu

if [ $# -lt 2 ]; then
    echo "usage: run-qemu.sh KERNEL32 IMAGE [QEMU ARGUMENT...]" >&2
    exit 2
fi
kernel=$1
image=$2
shift 2

for file in "$kernel" ${image:+"$image"}; do
    if [ ! -r "$file" ]; then
        echo "holdfast: cannot read '$file'; is it built, is the path right?" >&2
        exit 2
    fi
done

arguments=(-machine pc -cpu "${QEMU_CPU_MODEL:-max}" -m "${QEMU_MEMORY:-512}" -display none -no-reboot -nic none
    -device isa-debug-exit,iobase=0xf4,iosize=4 -kernel "$kernel" -append "${KERNEL_OPTIONS:-}")
# QEMU separates modules by commas; a comma in a name is written twice.
[ -z "$image" ] || arguments+=(-initrd "${image//,/,,}")

if [ -t 0 ]; then
    echo "holdfast: Ctrl-A X ends QEMU" >&2
    arguments+=(-serial mon:stdio)
else
    arguments+=(-serial stdio -monitor none)
    [ -z "${LAST_INPUT:-}" ] || exec < <(cat; printf '%s\n' "$LAST_INPUT")
fi
exec qemu-system-x86_64 "${arguments[@]}" "$@"
