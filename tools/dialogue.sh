#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# dialogue.sh SCRIPT PREFIX COMMAND...: runs a command and talks to it by a script of lines:
#   > text          types the text and Enter
#   < regex         waits until the output, behind what earlier lines matched, has a line matching the expression
#   ! regex         the output since the last typed line must have no line matching the expression
#   .               waits until the command ends
#   # text          remark
# Each < ! and . line is one test: "ok PREFIX/script:line" or "not ok PREFIX/script:line: why". The dialogue stops at
# the first < or . that fails. The whole output follows a failure, indented.
set -u

script=$1
prefix=$2
shift 2
# Seconds to wait for one expected line.
wait_seconds_max=60

scratch=$(mktemp -d)
mkfifo "$scratch/input"
log=$scratch/output
: > "$log"
"$@" < "$scratch/input" > "$log" 2>&1 &
child=$!
exec 3> "$scratch/input"
finish() {
    exec 3>&-
    kill "$child" 2> /dev/null
    wait "$child" 2> /dev/null
    rm -rf "$scratch"
}
trap finish EXIT

base=$(basename "$script")
status=0
number=0
seen=0        # lines of output already matched
typed_at=0    # lines of output there were when the last line was typed

report_failure() {
    echo "not ok $prefix/$base:$number: $1"
    sed 's/^/    /' < <(tr -d '\r' < "$log")
    status=1
}

# Waits for a line matching $1 behind line $seen; sets seen to its number.
expect() {
    local ticks=0 found alive=1
    while [ $ticks -lt $((wait_seconds_max * 10)) ]; do
        kill -0 "$child" 2> /dev/null || alive=0
        found=$(tr -d '\r' < "$log" | tail -n +$((seen + 1)) | grep -anE -m 1 -- "$1" | cut -d: -f1)
        if [ -n "$found" ]; then
            seen=$((seen + found))
            return 0
        fi
        [ $alive -eq 1 ] || return 1
        sleep 0.1
        ticks=$((ticks + 1))
    done
    return 1
}

expect_end() {
    local ticks=0
    while kill -0 "$child" 2> /dev/null; do
        [ $ticks -lt $((wait_seconds_max * 10)) ] || return 1
        sleep 0.1
        ticks=$((ticks + 1))
    done
}

while IFS= read -r line <&4; do
    number=$((number + 1))
    text=${line:2}
    case $line in
    '> '* | '>')
        typed_at=$(wc -l < "$log")
        printf '%s\n' "$text" >&3 2> /dev/null
        continue
        ;;
    '< '*) expect "$text" || { report_failure "no line matches '$text'"; break; } ;;
    '! '*)
        if tr -d '\r' < "$log" | tail -n +$((typed_at + 1)) | grep -qaE -- "$text"; then
            report_failure "a line matches '$text'"
            continue
        fi
        ;;
    '.') expect_end || { report_failure "still running after $wait_seconds_max s"; break; } ;;
    '#'* | '') continue ;;
    *) report_failure "unknown kind of line: $line"; break ;;
    esac
    echo "ok $prefix/$base:$number"
done 4< "$script"
exit $status
