#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# run-machine.sh BUILD IMAGE [QEMU ARGUMENT...]: boots a user image on the kernel in a build folder
# (build/<isa>-<flavour>) under QEMU's machine of that ISA. Environment and exit status: tools/run-qemu*.sh.
set -eu

build=$1
image=$2
shift 2
isa=$(basename "$build")
isa=${isa%-*}

if [ "$isa" = x86_64 ]; then
    exec tools/run-qemu.sh "$build/kernel32.elf" "$image" "$@"
fi
packed=$build/boot-$(basename "$image" .elf).img
tools/pack-image.sh "$isa" "$build/kernel.elf" "$image" "$packed"
exec "tools/run-qemu-$isa.sh" "$packed" "$@"
