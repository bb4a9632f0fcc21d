#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# check-coverage.sh LINES REPORT: LINES is llvm-cov's listing of kernel/core and kernel/object, REPORT its summary.
# Every line that no host test has reached must have its explanation in docs/coverage.md, by function and text, and
# every explanation there its line; 92 of 100 branches at least must have been taken. Prints what is not so, and sums.
set -eu

explanations=docs/coverage.md
branches_min=92

awk -v explanations="$explanations" '
function trim(text) { gsub(/^[ \t]+|[ \t]+$/, "", text); return text }
BEGIN {
    while ((getline line < explanations) > 0) {
        if (line !~ /^\| `kernel\//) continue
        split(line, cell, /` \| `|^\| `|` \| /)
        explained[cell[2] " " cell[3]] = 1
    }
}
/^[^ ].*\.[ch]:$/ { file = $0; sub(/:$/, "", file); sub(/.*\/kernel\//, "kernel/", file); next }
/^ *[0-9]+\|/ {
    text = $0
    sub(/^ *[0-9]+\| */, "", text)
    count = text
    sub(/\|.*/, "", count)
    count = trim(count)
    sub(/^[^|]*\|/, "", text)
    if (text ~ /^[A-Za-z_][A-Za-z0-9_ *]*\(/ && text !~ /;$/) {
        name = text
        sub(/\(.*/, "", name)
        sub(/.*[ *]/, "", name)
    }
    if (count == "") next
    lines++
    if (count != "0") next
    missed++
    text = trim(text)
    if (text ~ /^[{}]*$/) next
    key = file ":" name " " text
    if (key in explained) { used[key] = 1; next }
    printf "not reached, and not explained in %s: %s: %s\n", explanations, file ":" name, text
    bad = 1
}
END {
    for (key in explained)
        if (!(key in used)) {
            printf "%s explains a line that is reached, or not there: %s\n", explanations, key
            bad = 1
        }
    printf "kernel/core and kernel/object: %d of %d lines reached (%.1f %%)\n", lines - missed, lines,
        100 * (lines - missed) / lines
    exit bad
}' "$1" || failed=1

awk -v min="$branches_min" '
$1 ~ /^kernel\/(core|object)\// && $1 !~ /_(test|world)\.h$/ { branches += $8; missed += $9 }
END {
    share = 100 * (branches - missed) / branches
    printf "kernel/core and kernel/object: %d of %d branches taken (%.1f %%)\n", branches - missed, branches, share
    if (share < min) { printf "fewer than %d %% of the branches\n", min; exit 1 }
}' "$2" || failed=1
[ -z "${failed:-}" ]
