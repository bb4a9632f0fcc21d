# SPDX-License-Identifier: BSD-2-Clause
#
# awk -v json=FILE -f bench-report.awk baseline.csv LOG TRACE: the tables of `make bench` and their JSON.
# The baseline's line "columns" says which numbers the second table has, TITLE=NAME each. LOG has lines
# "bench KEY INSTRUCTIONS", TRACE lines "trace KEY NAME=NUMBER ..."; of several for one key the one counts
# whose instructions are nearest to the measured ones. Ends with status 1 when an operation is slower than seL4's, or
# lacks a figure.

function distance(a, b) { return a > b ? a - b : b - a }

function columns_read(text,   i, pair) {
    columns = split(text, title, " ")
    for (i = 1; i <= columns; i++) {
        split(title[i], pair, "=")
        title[i] = pair[1]
        column[i] = pair[2]
    }
}

# name,"text with, commas",number,number
function baseline(line,   rest, number) {
    key = line; sub(/,.*/, "", key)
    rest = substr(line, length(key) + 3)
    what[key] = substr(rest, 1, index(rest, "\"") - 1)
    if (key == "columns") {
        columns_read(what[key])
        return
    }
    rest = substr(rest, index(rest, "\"") + 2)
    split(rest, number, ",")
    theirs[key] = number[1]; goal[key] = number[2]
    order[++count] = key
}

# "instructions" comes first on the line
function traced(   i, pair, key) {
    key = $2
    split($3, pair, "=")
    if (!(key in ours)) return
    if (key in trace && distance(pair[2], ours[key]) >= distance(trace[key, "instructions"], ours[key])) return
    trace[key] = 1
    for (i = 3; i <= NF; i++) {
        split($i, pair, "=")
        trace[key, pair[1]] = pair[2]
        if (!(pair[1] in known)) { known[pair[1]] = 1; name[++names] = pair[1] }
    }
}

FILENAME ~ /\.csv$/ { if ($0 !~ /^#/) baseline($0); next }
{ sub(/\r$/, "") }
$1 == "bench" && $2 in theirs { ours[$2] = $3 }
$1 == "trace" { traced() }

function print_instructions(   i, key, ratio, note) {
    printf "%-52s %8s %8s %7s %7s\n", "instructions", "ours", "seL4", "ratio", "goal"
    for (i = 1; i <= count; i++) {
        key = order[i]
        if (!(key in ours)) {
            printf "%-52s %8s %8s\n", what[key], "missing", theirs[key]
            bad = 1
            continue
        }
        if (theirs[key] == "-") {
            printf "%-52s %8d %8s %7s %7s\n", what[key], ours[key], "-", "-", "-"
            continue
        }
        ratio = ours[key] / theirs[key]
        note = ratio > 1 ? "  slower" : ratio > goal[key] ? "" : "  goal met"
        if (ratio > 1) bad = 1
        printf "%-52s %8d %8d %7.2f %7.2f%s\n", what[key], ours[key], theirs[key], ratio, goal[key], note
    }
}

# The format of a cell of column j, as wide as its title
function cell(j, letter) { return "%" (length(title[j]) > 4 ? length(title[j]) : 4) letter }

function print_kernel(   i, j, key) {
    printf "\n%-52s", "inside the kernel"
    for (j = 1; j <= columns; j++) printf " " cell(j, "s"), title[j]
    printf "\n"
    for (i = 1; i <= count; i++) {
        key = order[i]
        printf "%-52s", what[key]
        if (!(key in trace)) {
            printf " missing\n"
            bad = 1
            continue
        }
        for (j = 1; j <= columns; j++) {
            if (!((key, column[j]) in trace)) bad = 1
            printf " " cell(j, "d"), trace[key, column[j]]
        }
        if (distance(trace[key, "instructions"], ours[key]) > 0.05 * ours[key])
            printf "  (of %d instructions)", trace[key, "instructions"]
        printf "\n"
    }
    printf "code, data: different 64-byte cache lines; device: accesses to registers of devices; docs/benchmarks.md\n"
}

function write_json(   i, j, key, separator) {
    printf "{\n" > json
    for (i = 1; i <= count; i++) {
        key = order[i]
        if (!(key in ours)) continue
        printf "%s  \"%s\": {\n    \"instructions\": %d", separator, key, ours[key] > json
        if (theirs[key] != "-")
            printf ", \"sel4\": %d, \"ratio\": %.3f, \"goal\": %.2f", theirs[key], ours[key] / theirs[key], \
                goal[key] > json
        if (key in trace) {
            printf ",\n    \"traced\": {" > json
            for (j = 1; j <= names; j++)
                printf "%s \"%s\": %d", (j > 1 ? "," : ""), name[j], trace[key, name[j]] > json
            printf " }" > json
        }
        printf "\n  }" > json
        separator = ",\n"
    }
    printf "\n}\n" > json
}

END {
    print_instructions()
    if (!untraced) print_kernel()
    write_json()
    exit bad
}
