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

scratch=$(mktemp -d)
qemu=
finish() {
    [ -z "$qemu" ] || kill "$qemu" 2> /dev/null
    rm -rf "$scratch"
}
trap finish EXIT
failures=0

# The lines of the log as text: carriage returns and other control characters removed.
lines_of() {
    tr -d '\r\000' < "$1"
}

boot() {
    local cpu=$1 log=$scratch/serial ticks=0 ended=0
    # The last machine's output must not be taken for this one's: QEMU's own redirection may come later than our look.
    : > "$log"
    QEMU_CPU_MODEL=$cpu KERNEL_OPTIONS=$options \
        tools/run-qemu.sh "$build/kernel32.elf" "$image" "${steady[@]}" < /dev/null > "$log" 2> "$scratch/qemu" &
    qemu=$!
    while [ $ticks -lt $((boot_seconds_max * 5)) ]; do
        if lines_of "$log" | grep -qaE '^[0-9]+ passed, [0-9]+ failed$'; then
            ended=1
            break
        fi
        kill -0 "$qemu" 2> /dev/null || break
        sleep 0.2
        ticks=$((ticks + 1))
    done
    # QEMU may have ended by itself between the last look at the log and now.
    lines_of "$log" | grep -qaE '^[0-9]+ passed, [0-9]+ failed$' && ended=1
    kill "$qemu" 2> /dev/null
    wait "$qemu" 2> /dev/null
    qemu=

    lines_of "$log" > "$scratch/text"
    sed -E "s,^(ok|not ok) ,\1 $cpu/," "$scratch/text"
    local bad ok closing
    bad=$(grep -ac '^not ok ' "$scratch/text")
    ok=$(grep -ac '^ok ' "$scratch/text")
    closing=$(grep -aE '^[0-9]+ passed, [0-9]+ failed$' "$scratch/text" | tail -n 1)
    if [ $ended -eq 0 ]; then
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
