#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# mappings_test.sh BUILD: what the kernel has mapped for itself, as QEMU's monitor shows it.
# In the kernel's own page tables nothing is writable and executable; only the kernel's code is executable; the boot
# part and the page below the stack are not mapped; the window does not make code writable. Programs have these page
# tables, too, on CPUs without the Meltdown flaw; on the others theirs show the pages of the porch and nothing else.
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

# Seconds for a boot on a busy computer.
boot_seconds_max=60

# printed TEXT: waits until the kernel has printed it
printed() {
    local ticks=0
    while [ $ticks -lt $((boot_seconds_max * 5)) ] && ! grep -qa "$1" "$scratch/serial"; do
        sleep 0.2
        ticks=$((ticks + 1))
    done
}

# monitor FLAVOUR CPU OPTIONS IMAGE COMMANDS [TEXT]: what QEMU's monitor answers to the commands when the program runs;
# waits until the kernel has printed the text after it. What the kernel prints is in $scratch/serial.
monitor() {
    : > "$scratch/serial"
    (
        printed '^Booting all finished'
        sleep 1
        while IFS= read -r command; do
            echo "$command"
            sleep 0.05
        done <<< "$5"
        [ -z "${6:-}" ] || printed "$6"
        echo quit
    ) | timeout $((3 * boot_seconds_max)) qemu-system-x86_64 -machine pc -cpu "$2" -m 256 -display none \
        -no-reboot -nic none -kernel "$build/x86_64-$1/kernel32.elf" -append "console $3" -initrd "$scratch/$4.elf" \
        -serial "file:$scratch/serial" -monitor stdio | tr -d '\r'
}

# A moment may fall into the kernel's work for a timer interrupt: so many are looked at, to find one in the wanted mode.
moments_max=8

# mappings FLAVOUR CPU OPTIONS IMAGE: pages of the kernel's half as "ADDRESS PHYSICAL FLAGS", addresses without leading
# 0x, at a moment when the program runs, for the image `stop`, the idle thread. Flags of QEMU: X no execution, W
# writable.
mappings() {
    local level=3 moment=$'stop\ninfo registers\ninfo tlb\ncont\n' moments='' i
    [ "$4" != stop ] || level=0
    for ((i = 0; i < moments_max; i++)); do
        moments+=$moment
    done
    monitor "$1" "$2" "$3" "$4" "${moments%$'\n'}" | awk -v level="CPL=$level" '
        / CPL=[0-3] / { wanted = !shown && index($0, level) > 0 }
        wanted && /^ffff[0-9a-f]+: [0-9a-f]+ [A-Z-]+$/ { sub(":", ""); print; shown = 1 }'
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

# image CODE: ELF file header and one program header, then two bytes of code.
image() {
    printf '\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0\x01\0\0\0\x78\x00\x40\0\0\0\0\0\x40\0\0\0\0\0\0\0'
    printf '\0\0\0\0\0\0\0\0\0\0\0\0\x40\0\x38\0\x01\0\x40\0\0\0\0\0'
    printf '\x01\0\0\0\x05\0\0\0\0\0\0\0\0\0\0\0\0\0\x40\0\0\0\0\0\0\0\x40\0\0\0\0\0'
    printf '\x7a\0\0\0\0\0\0\0\x7a\0\0\0\0\0\0\0\0\x10\0\0\0\0\0\0'"$1"
}
image '\xeb\xfe' > "$scratch/spin.elf" # `jmp .`: a program's page tables are loaded
image '\xf4\x90' > "$scratch/stop.elf" # `hlt`, which stops it by a fault: the idle thread runs, in the kernel's own

# kernel_tables NAME FLAVOUR CPU OPTIONS IMAGE: the rules for the kernel's own page tables; leaves them in $pages
kernel_tables() {
    local name=$1 flavour=$2 text rodata data boot guard low high
    shift
    text=$(symbol "$flavour" ki_text)
    rodata=$(symbol "$flavour" ki_rodata)
    data=$(symbol "$flavour" ki_data)
    boot=$(symbol "$flavour" ki_boot_start)
    guard=$(symbol "$flavour" kernel_stack_guard)
    pages=$(mappings "$@")
    if [ "$(wc -l <<< "$pages")" -lt 100 ]; then
        echo "not ok $name/mappings: QEMU shows no page tables of the kernel"
        status=1
        return
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
        "$(awk -v high="$high" '$3 ~ /W/ && $2 "" < high ""' <<< "$pages" | pages_ending_behind "$low")"
    report "$name/boot-part-is-gone" "$(awk -v boot="$boot" -v text="$text" '$1 >= boot && $1 < text' <<< "$pages")"
    report "$name/guard-page" "$(awk -v guard="$guard" '$1 == guard' <<< "$pages")"
    report "$name/supervisor-only" "$(awk '$3 ~ /U/' <<< "$pages")"
}

# porch_pages FLAVOUR: what a program's page tables may show: code, then what the CPU reads, then what it writes, too
porch_pages() {
    pages_between() {
        local at
        for ((at = 0x$(symbol "$1" "$2"); at < 0x$(symbol "$1" "$3"); at += 4096)); do
            printf '%016x %016x %s\n' "$at" $((at - 0xffffffff80000000)) "$4"
        done
    }
    pages_between "$1" ki_text ki_porch_text_end --
    pages_between "$1" ki_porch_read ki_porch_write X-
    pages_between "$1" ki_porch_write ki_porch_end XW
}

# porch_tables NAME FLAVOUR CPU OPTIONS: exactly the pages of the porch, of which there are five, for the kernel only
porch_tables() {
    local name=$1 shown
    shift
    # Of QEMU's flags: the first, X (no execution), and the last, W; the others are accessed and dirty.
    shown=$(mappings "$@" spin | sed -E 's/ ([X-])[A-Z-]*([W-])$/ \1\2/')
    report "$name/nothing-but-the-porch" "$(diff <(porch_pages "$1") <(echo "$shown"))"
    report "$name/porch-is-small" "$([ "$(wc -l <<< "$shown")" -eq 5 ] || echo "$shown")"
}

# stops_on_machine_check NAME FLAVOUR CPU OPTIONS: one while a program runs ends in the kernel's line about it. It has a
# stack of its own, as NMI and double fault have.
stops_on_machine_check() {
    local name=$1
    shift
    # CPU 0, bank 1: valid, uncorrected; machine check in progress.
    monitor "$@" spin 'mce 0 1 0xa000000000000000 4 0 0' '^holdfast: panic' > /dev/null
    if tr -d '\r' < "$scratch/serial" | grep -q '^holdfast: exception in the kernel: .*vector 0x12 '; then
        echo "ok $name/machine-check"
    else
        tail -n 3 "$scratch/serial"
        echo "not ok $name/machine-check: the kernel says nothing about it"
        status=1
    fi
}

for flavour in release debug; do
    kernel_tables $flavour/max $flavour max '' spin
    report $flavour/max/global "$(awk '$3 !~ /G/' <<< "$pages")"
    kernel_tables $flavour/Nehalem-kpti-off $flavour Nehalem kpti=off spin
    kernel_tables $flavour/Nehalem-idle $flavour Nehalem '' stop
    # Flag G: translations that stay in the TLB when a program's page tables are loaded.
    report $flavour/Nehalem-idle/not-global "$(awk '$3 ~ /G/' <<< "$pages")"
    porch_tables $flavour/Nehalem $flavour Nehalem ''
    stops_on_machine_check $flavour/max $flavour max ''
    stops_on_machine_check $flavour/Nehalem $flavour Nehalem ''
done
# CPUs of AMD, which max is one of, have separate page tables only when told to.
porch_tables release/max-kpti-on release max kpti=on
exit $status
