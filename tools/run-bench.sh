#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# run-bench.sh FOLDER IMAGE: boots the bench on the kernel in FOLDER with QEMU's instruction counter as time-stamp
# counter, prints each figure beside seL4's and the goal (tests/bench/baseline.csv), and writes FOLDER/bench.json.
# The guest prints one line per operation, "bench KEY INSTRUCTIONS", and "bench end". Ends with status 1 when an
# operation is slower than seL4's or has no figure.
set -eu

folder=$1
image=$2
seconds_max=600
log=$folder/bench.log

: > "$log"
QEMU_CPU_MODEL=${QEMU_CPU_MODEL:-max} timeout "$seconds_max" tools/run-qemu.sh "$folder/kernel32.elf" "$image" \
    -icount shift=0 < /dev/null > "$log" 2> "$folder/bench.qemu" &
qemu=$!
trap 'kill $qemu 2> /dev/null || true' EXIT
while kill -0 $qemu 2> /dev/null && ! grep -qa '^bench end' "$log"; do
    sleep 0.2
done
kill $qemu 2> /dev/null || true
wait $qemu 2> /dev/null || true

if ! grep -qa '^bench end' "$log"; then
    tail -n 20 "$log" "$folder/bench.qemu"
    echo "holdfast: the bench did not come to its end, see $log" >&2
    exit 1
fi

tr -d '\r' < "$log" | awk -v json="$folder/bench.json" '
# name,"text with, commas",number,number
function baseline(line,   rest) {
    key = line; sub(/,.*/, "", key)
    rest = substr(line, length(key) + 3)
    what[key] = substr(rest, 1, index(rest, "\"") - 1)
    rest = substr(rest, index(rest, "\"") + 2)
    split(rest, number, ",")
    theirs[key] = number[1]; goal[key] = number[2]
    order[++count] = key
}
FILENAME != "-" { if ($0 !~ /^#/) baseline($0); next }
$1 == "bench" && $2 in theirs { ours[$2] = $3 }
END {
    printf "%-52s %8s %8s %7s %7s\n", "instructions", "ours", "seL4", "ratio", "goal"
    printf "{\n" > json
    for (i = 1; i <= count; i++) {
        key = order[i]
        if (!(key in ours)) {
            printf "%-52s %8s %8d\n", what[key], "missing", theirs[key]
            bad = 1
            continue
        }
        ratio = ours[key] / theirs[key]
        note = ratio > 1 ? "  slower" : ratio > goal[key] ? "" : "  goal met"
        if (ratio > 1) bad = 1
        printf "%-52s %8d %8d %7.2f %7.2f%s\n", what[key], ours[key], theirs[key], ratio, goal[key], note
        printf "%s  \"%s\": { \"instructions\": %d, \"sel4\": %d, \"ratio\": %.3f, \"goal\": %.2f }", \
            separator, key, ours[key], theirs[key], ratio, goal[key] > json
        separator = ",\n"
    }
    printf "\n}\n" > json
    exit bad
}' tests/bench/baseline.csv -
