#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# grub_test.sh BUILD: the kernel started by GRUB from a disc, by Multiboot 1 and 2, on BIOS and on UEFI. The root task
# is the boot information test; it knows the loader by the size of the root CNode.
set -u

build=$1/x86_64-release
# Seconds for firmware, GRUB, kernel and test: UEFI under emulation is slow.
boot_seconds_max=120
. tools/guest.sh
status=0

# disc NAME LINE...: a bootable disc NAME.iso whose GRUB runs these lines
disc() {
    local name=$1
    shift
    mkdir -p "$scratch/$name/boot/grub"
    cp "$build/kernel.elf" "$build/kernel32.elf" "$build/user/bootinfo.elf" "$scratch/$name/boot/"
    {
        echo 'set timeout=0'
        echo 'terminal_output console'
        printf '%s\n' "$@" boot
    } > "$scratch/$name/boot/grub/grub.cfg"
    grub-mkrescue -o "$scratch/$name.iso" "$scratch/$name" > "$scratch/mkrescue" 2>&1 || cat "$scratch/mkrescue"
}

# boots NAME DISC [QEMU ARGUMENT...]
boots() {
    local name=$1 disc=$2 closing='^[0-9]+ passed, [0-9]+ failed$'
    shift 2
    guest_until "$boot_seconds_max" "$closing" qemu-system-x86_64 -machine q35 -cpu max -m 512 -display none \
        -no-reboot -nic none -serial stdio -monitor none -cdrom "$scratch/$disc.iso" "$@"
    grep -aE '^(ok|not ok) ' "$scratch/lines" | sed -E "s,^(ok|not ok) ,\1 $name/,"
    if ! grep -qaE '^[1-9][0-9]* passed, 0 failed$' "$scratch/lines"; then
        cat "$scratch/qemu"
        tail -n 5 "$scratch/lines"
        grep -qaE "$closing" "$scratch/lines" || echo "not ok $name: no closing line from the guest"
        status=1
    fi
}

disc multiboot1 'multiboot /boot/kernel32.elf cnode_bits=14' 'module /boot/bootinfo.elf'
disc multiboot2 'multiboot2 /boot/kernel.elf cnode_bits=15' 'module2 /boot/bootinfo.elf'
disc multiboot2-uefi 'multiboot2 /boot/kernel.elf cnode_bits=16' 'module2 /boot/bootinfo.elf'
boots multiboot1-bios multiboot1
boots multiboot2-bios multiboot2
boots multiboot2-uefi multiboot2-uefi -bios /usr/share/ovmf/OVMF.fd
exit $status
