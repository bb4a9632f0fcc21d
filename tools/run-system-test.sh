#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# run-system-test.sh IMAGE [CPU...]: boots a user image that prints "ok NAME" and "not ok NAME: why" lines and at the
# end "N passed, N failed", once per CPU model. The kernel is the one of the image's flavour: IMAGE lies below
# build/<arch>-<flavour>/. Beside the program's source or folder, these files may say more (NAME is the image's):
#   tests/system/NAME.options    the kernel's command line
#   tests/system/NAME.dialogue   what to type and what to expect: see tools/dialogue.sh
#   tests/system/NAME.cpus       CPU models, one line
#   tests/system/NAME.seconds    how long a machine may run
#   tests/system/NAME.devices    devices of the machine beyond the usual, QEMU's names, one line
# Lines that begin with # are comments there.
set -u

image=$1
shift
name=$(basename "$image" .elf)
build=$(dirname "$(dirname "$image")")
settings=tests/system/$name
# setting WHAT DEFAULT: the text of that file without comments.
setting() {
    if [ -r "$settings.$1" ]; then
        sed '/^#/d' "$settings.$1"
    else
        echo "$2"
    fi
}
# Seconds a machine may run: generous for the emulator on a busy computer, and bounded.
boot_seconds_max=$(setting seconds 300)
# The machine's time is its count of instructions, one nanosecond each: budgets and time-outs come out the same on a
# busy computer. Idle time is skipped; the real-time clock follows the machine's time, too.
steady=(-icount "shift=0,sleep=off" -rtc clock=vm)

cpus=("$@")
if [ ${#cpus[@]} -eq 0 ]; then
    # Everything on the newest model; the release kernel, which is what ships, also on older ones.
    case $build in
    *-release) usual="max Nehalem Skylake-Client" ;;
    *) usual=max ;;
    esac
    read -r -a cpus <<< "$(setting cpus "$usual")"
fi
options=$(setting options "")
for device in $(setting devices ""); do
    steady+=(-device "$device")
done

. tools/guest.sh
failures=0

boot() {
    local cpu=$1 end='^[0-9]+ passed, [0-9]+ failed$' bad ok closing
    QEMU_CPU_MODEL=$cpu KERNEL_OPTIONS=$options guest_until "$boot_seconds_max" "$end" \
        tools/run-qemu.sh "$build/kernel32.elf" "$image" "${steady[@]}"
    sed -E "s,^(ok|not ok) ,\1 $cpu/," "$scratch/lines"
    bad=$(grep -ac '^not ok ' "$scratch/lines")
    ok=$(grep -ac '^ok ' "$scratch/lines")
    closing=$(grep -aE "$end" "$scratch/lines" | tail -n 1)
    if [ -z "$closing" ]; then
        cat "$scratch/qemu"
        echo "not ok $cpu/$name: no closing line from the guest (stopped or silent for $boot_seconds_max s)"
        bad=$((bad + 1))
    elif [ "$closing" != "$ok passed, $bad failed" ]; then
        echo "not ok $cpu/$name: the guest says '$closing' but printed $ok ok and $bad not ok lines"
        bad=$((bad + 1))
    elif [ "$ok" -eq 0 ] && [ "$bad" -eq 0 ]; then
        echo "not ok $cpu/$name: no test ran"
        bad=1
    fi
    failures=$((failures + bad))
}

if [ -r "$settings.dialogue" ]; then
    for cpu in "${cpus[@]}"; do
        QEMU_CPU_MODEL=$cpu KERNEL_OPTIONS=$options \
            tools/dialogue.sh "$settings.dialogue" "$cpu" tools/run-qemu.sh "$build/kernel32.elf" "$image" \
            "${steady[@]}" \
            || failures=$((failures + 1))
    done
else
    for cpu in "${cpus[@]}"; do
        boot "$cpu"
    done
fi
[ "$failures" -eq 0 ]
