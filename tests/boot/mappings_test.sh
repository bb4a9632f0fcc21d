#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# mappings_test.sh BUILD: what the kernel has mapped for itself while a program runs, as QEMU's monitor shows it.
# Nothing is writable and executable; only the kernel's code is executable; the boot part and the page below the stack
# are not mapped; the window does not make code writable.
set -u

build=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0

# report NAME LINES: fails if there are lines
report() {
    if [ -n "$2" ]; then
        head -n 3 <<< "$2"
        echo "not ok $1: $(wc -l <<< "$2") pages break the rule"
        status=1
    else
        echo "ok $1"
    fi
}

# Pages of the kernel's half as "ADDRESS PHYSICAL FLAGS", addresses without leading 0x. Flags of QEMU: X no execution,
# W writable.
mappings() {
    (
        sleep 3
        echo "info tlb"
        sleep 1
        echo quit
    ) | timeout 60 qemu-system-x86_64 -machine pc -cpu "$2" -m 256 -display none -no-reboot -nic none \
        -kernel "$build/x86_64-$1/kernel32.elf" -initrd "$scratch/spin.elf" -serial null -monitor stdio |
        tr -d '\r' | sed -nE 's/^(ffff[0-9a-f]{12}): ([0-9a-f]{16}) ([A-Z-]+)$/\1 \2 \3/p'
}

# pages_ending_behind ADDRESS: those of the pages on standard input whose end is above a physical address. Flag P: a
# large page, taken for one of 2 MiB.
pages_ending_behind() {
    local virtual physical flags size
    while read -r virtual physical flags; do
        size=0x1000
        [ "${flags/P/}" = "$flags" ] || size=0x200000
        [ $((0x$physical + size)) -le $((0x$1)) ] || echo "$virtual $physical $flags"
    done
}

# symbol FLAVOUR NAME: its address
symbol() {
    llvm-nm-19 "$build/x86_64-$1/kernel.elf" | awk -v name="$2" '$3 == name { print $1 }'
}

# A program that does nothing for ever: ELF file header and one program header, then `jmp .`.
spin_image() {
    printf '\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0\x01\0\0\0\x78\x00\x40\0\0\0\0\0\x40\0\0\0\0\0\0\0'
    printf '\0\0\0\0\0\0\0\0\0\0\0\0\x40\0\x38\0\x01\0\x40\0\0\0\0\0'
    printf '\x01\0\0\0\x05\0\0\0\0\0\0\0\0\0\0\0\0\0\x40\0\0\0\0\0\0\0\x40\0\0\0\0\0'
    printf '\x7a\0\0\0\0\0\0\0\x7a\0\0\0\0\0\0\0\0\x10\0\0\0\0\0\0\xeb\xfe'
}

spin_image > "$scratch/spin.elf"
for flavour in release debug; do
    text=$(symbol $flavour ki_text)
    rodata=$(symbol $flavour ki_rodata)
    data=$(symbol $flavour ki_data)
    boot=$(symbol $flavour ki_boot_start)
    guard=$(symbol $flavour kernel_stack_guard)
    for cpu in max Nehalem; do
        pages=$(mappings $flavour $cpu)
        name=$flavour/$cpu
        if [ "$(wc -l <<< "$pages")" -lt 100 ]; then
            echo "not ok $name/mappings: QEMU shows no page tables of the kernel"
            status=1
            continue
        fi
        report "$name/writable-or-executable" "$(awk '$3 !~ /^X/ && $3 ~ /W/' <<< "$pages")"
        report "$name/only-code-is-executable" \
            "$(awk -v text="$text" -v rodata="$rodata" '$3 !~ /^X/ && ($1 < text || $1 >= rodata)' <<< "$pages")"
        report "$name/constants-are-constant" \
            "$(awk -v text="$text" -v data="$data" '$3 ~ /W/ && $1 >= text && $1 < data' <<< "$pages")"
        # The same physical pages through the window: the last 8 digits of an image address are its place + 0x80000000.
        low=$(printf '%016x' $((0x${text:8} - 0x80000000)))
        high=$(printf '%016x' $((0x${data:8} - 0x80000000)))
        report "$name/window-keeps-code" \
            "$(awk -v high="$high" '$3 ~ /W/ && $2 < high' <<< "$pages" | pages_ending_behind "$low")"
        report "$name/boot-part-is-gone" "$(awk -v boot="$boot" -v text="$text" '$1 >= boot && $1 < text' <<< "$pages")"
        report "$name/guard-page" "$(awk -v guard="$guard" '$1 == guard' <<< "$pages")"
        report "$name/supervisor-only" "$(awk '$3 ~ /U/' <<< "$pages")"
    done
done
exit $status
