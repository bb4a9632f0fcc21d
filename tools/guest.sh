# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# For scripts that boot machines (source it): a scratch folder and one machine at a time, both of which end with the
# script.

scratch=$(mktemp -d)
qemu=
finish() {
    [ -z "$qemu" ] || kill "$qemu" 2> /dev/null
    rm -rf "$scratch"
}
trap finish EXIT

# Ends the machine. An emulator whose guest has nothing left to do may not listen: it gets two seconds.
guest_end() {
    local ticks=0
    kill "$qemu" 2> /dev/null
    while [ $ticks -lt 20 ] && kill -0 "$qemu" 2> /dev/null; do
        sleep 0.1
        ticks=$((ticks + 1))
    done
    kill -KILL "$qemu" 2> /dev/null
    wait "$qemu" 2> /dev/null
}

# Seconds a machine goes on after it has printed what was waited for: time for what wrongly follows.
guest_settle=0

# guest_until SECONDS EXPECTED COMMAND...: starts a machine, and ends it when a line matches the extended regular
# expression, when it has ended by itself, or after that time. What it printed is in $scratch/lines, carriage returns
# and NUL removed; what QEMU said is in $scratch/qemu. Fails when no line matches.
guest_until() {
    local ticks_max=$(($1 * 10)) expected=$2 ticks=0
    shift 2
    # The last machine's output must not be taken for this one's: the redirection may come later than our look.
    : > "$scratch/log"
    "$@" < /dev/null > "$scratch/log" 2> "$scratch/qemu" &
    qemu=$!
    while [ $ticks -lt $ticks_max ] && kill -0 "$qemu" 2> /dev/null; do
        tr -d '\r\000' < "$scratch/log" | grep -qaE "$expected" && break
        sleep 0.1
        ticks=$((ticks + 1))
    done
    sleep "$guest_settle"
    guest_end
    qemu=
    tr -d '\r\000' < "$scratch/log" > "$scratch/lines"
    grep -qaE "$expected" "$scratch/lines"
}
