#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# run-qemu-riscv64.sh FILE [QEMU ARGUMENT...]: boots a file made by pack-image.sh under QEMU's virt machine and its
# firmware, serial port on standard input and output. From the environment: QEMU_CPU_MODEL (rv64), QEMU_MEMORY (MiB,
# 512), KERNEL_OPTIONS (bootargs of the device tree), LAST_INPUT (a line typed when input that is no terminal has come
# to its end, so that the guest can end, too).
# Exit status: 0 when the machine was switched off on purpose, 1 when the kernel stopped with an error.
set -eu

if [ $# -eq 0 ]; then
    echo "usage: run-qemu-riscv64.sh FILE [QEMU ARGUMENT...]" >&2
    exit 2
fi
file=$1
shift

if [ ! -r "$file" ]; then
    echo "holdfast: cannot read '$file'; is it built, is the path right?" >&2
    exit 2
fi

arguments=(-machine virt -cpu "${QEMU_CPU_MODEL:-rv64}" -m "${QEMU_MEMORY:-512}" -display none -no-reboot
    -kernel "$file")
[ -z "${KERNEL_OPTIONS:-}" ] || arguments+=(-append "$KERNEL_OPTIONS")
if [ -t 0 ]; then
    echo "holdfast: Ctrl-A X ends QEMU" >&2
    arguments+=(-serial mon:stdio)
else
    arguments+=(-serial stdio -monitor none)
    [ -z "${LAST_INPUT:-}" ] || exec < <(cat; printf '%s\n' "$LAST_INPUT")
fi
exec qemu-system-riscv64 "${arguments[@]}" "$@"
