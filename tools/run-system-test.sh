#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# run-system-test.sh IMAGE [CPU...]: boots a user image that prints "ok NAME" and "not ok NAME: why" lines and at the
# end "N passed, N failed", once per CPU model. The kernel is the one of the image's flavour: IMAGE lies below
# build/<isa>-<flavour>/. CPU models and arguments of the machine are those of tests/system/isa/ISA/machines. Beside the
# program's source or folder, these files may say more (NAME is the image's, or NAME.ISA):
#   tests/system/NAME.options    the kernel's command line
#   tests/system/NAME.dialogue   what to type and what to expect: see tools/dialogue.sh
#   tests/system/NAME.cpus       CPU models, one line
#   tests/system/NAME.seconds    how long a machine may run
#   tests/system/NAME.devices    devices of the machine beyond the usual, QEMU's names, one line
#   tests/system/NAME.machine    which line of `machines` has the arguments: "arguments", but "typing" with a dialogue
# Lines that begin with # are comments there.
set -u

image=$1
shift
name=$(basename "$image" .elf)
build=$(dirname "$(dirname "$image")")
isa=$(basename "$build")
flavour=${isa##*-}
isa=${isa%-*}
settings=tests/system/$name
# setting WHAT DEFAULT: the text of that file without comments.
setting() {
    local file
    for file in "$settings.$isa.$1" "$settings.$1"; do
        if [ -r "$file" ]; then
            sed '/^#/d' "$file"
            return
        fi
    done
    echo "$2"
}
# machines WHAT: the words of that line
machines() {
    sed -n "s/^$1 //p" "tests/system/isa/$isa/machines"
}
# Seconds a machine may run: generous for the emulator on a busy computer, and bounded.
boot_seconds_max=$(setting seconds 300)
machine_kind=$(setting machine arguments)
[ ! -r "$settings.dialogue" ] || machine_kind=typing
read -r -a steady <<< "$(machines $machine_kind)"

cpus=("$@")
if [ ${#cpus[@]} -eq 0 ]; then
    read -r -a cpus <<< "$(setting cpus "$(machines "$flavour")")"
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
        tools/run-machine.sh "$build" "$image" "${steady[@]}"
    sed -E "s#^(ok|not ok) #\1 $cpu/#" "$scratch/lines"
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
    # Some firmware forgets what is typed before the image starts.
    dialogue=$scratch/$name.dialogue
    machines prompt | sed 's/^/< /' > "$dialogue"
    cat "$settings.dialogue" >> "$dialogue"
    for cpu in "${cpus[@]}"; do
        QEMU_CPU_MODEL=$cpu KERNEL_OPTIONS=$options \
            tools/dialogue.sh "$dialogue" "$cpu" tools/run-machine.sh "$build" "$image" "${steady[@]}" \
            || failures=$((failures + 1))
    done
else
    for cpu in "${cpus[@]}"; do
        boot "$cpu"
    done
fi
[ "$failures" -eq 0 ]
