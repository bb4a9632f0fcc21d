#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# run-qemu-aarch64.sh FILE [QEMU ARGUMENT...]: boots a file made by pack-image.sh under QEMU's virt machine with EL2,
# serial port on standard input and output. From the environment: QEMU_CPU_MODEL (cortex-a53), QEMU_MEMORY (MiB, 1024),
# QEMU_GIC_VERSION (2; a model may end in +gic2 or +gic3, too), KERNEL_OPTIONS (bootargs of the device tree), LAST_INPUT
# (a line typed when input that is no terminal has come to its end, so that the guest can end, too).
set -eu

if [ $# -eq 0 ]; then
    echo "usage: run-qemu-aarch64.sh FILE [QEMU ARGUMENT...]" >&2
    exit 2
fi
file=$1
shift

if [ ! -r "$file" ]; then
    echo "holdfast: cannot read '$file'; is it built, is the path right?" >&2
    exit 2
fi

cpu=${QEMU_CPU_MODEL:-cortex-a53}
gic=${QEMU_GIC_VERSION:-2}
case $cpu in
*+gic*)
    gic=${cpu##*+gic}
    cpu=${cpu%+gic*}
    ;;
esac
arguments=(-machine "virt,virtualization=on,gic-version=$gic" -cpu "$cpu"
    -m "${QEMU_MEMORY:-1024}" -display none -no-reboot -net none -kernel "$file")
[ -z "${KERNEL_OPTIONS:-}" ] || arguments+=(-append "$KERNEL_OPTIONS")
if [ -t 0 ]; then
    echo "holdfast: Ctrl-A X ends QEMU" >&2
    arguments+=(-serial mon:stdio)
else
    arguments+=(-serial stdio -monitor none)
    [ -z "${LAST_INPUT:-}" ] || exec < <(cat; printf '%s\n' "$LAST_INPUT")
fi
exec qemu-system-aarch64 "${arguments[@]}" "$@"
