#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# tables_test.sh: the tables of docs/benchmarks.md have a row for each operation of the ISA's baseline, with its figure
# and goal, ratios that follow from the numbers, none above 1, and a column for each thing that is counted.
set -u

page=docs/benchmarks.md
status=0

# check_isa HEADING BASELINE
check_isa() {
    awk -v heading="## $1" -v page="$page" '
        function wrong(text) { print "not ok tables of" substr(heading, 3) ": " text; bad = 1 }
        function trim(text) { gsub(/^ +| +$/, "", text); return text }

        FILENAME != page && /^[a-z]/ {
            text = substr($0, index($0, "\"") + 1)
            name = substr(text, 1, index(text, "\"") - 1)
            if (/^columns,/) {
                columns = split(name, column, " ")
                for (i = 1; i <= columns; i++) sub(/=.*/, "", column[i])
                next
            }
            split(substr(text, index(text, "\"") + 2), number, ",")
            order[++rows] = name; theirs[name] = number[1]; goal[name] = number[2]
            next
        }
        FILENAME != page { next }
        /^## / { inside = $0 == heading; table = "" }
        !inside || !/^\|/ { if (!/^\|/) table = ""; next }
        table == "" {
            cells = split($0, cell, "|")
            table = trim(cell[2])
            if (table == "in the kernel")
                for (i = 1; i <= columns; i++)
                    if (trim(cell[i + 2]) != column[i]) wrong("column " i " is not " column[i])
            next
        }
        /^\|---/ { next }
        table == "operation" {
            split($0, cell, "|")
            name = trim(cell[2])
            ours = trim(cell[3]); ratio = trim(cell[5])
            seen[name]++
            if (trim(cell[4]) != theirs[name]) wrong(name ": not the figure of the baseline")
            if (trim(cell[6]) != goal[name]) wrong(name ": not the goal of the baseline")
            if (theirs[name] == "-") {
                if (ratio != "-") wrong(name ": a ratio to nothing")
            } else if (ratio != sprintf("%.2f", ours / theirs[name]) || ours + 0 > theirs[name] + 0) {
                wrong(name ": ratio")
            }
        }
        table == "in the kernel" {
            cells = split($0, cell, "|")
            if (cells != columns + 3) wrong(trim(cell[2]) ": number of columns")
            for (i = 3; i < cells; i++) if (trim(cell[i]) !~ /^[0-9]+$/) wrong(trim(cell[2]) ": a cell is no number")
            counted[trim(cell[2])]++
        }
        END {
            for (i = 1; i <= rows; i++)
                if (seen[order[i]] != 1 || counted[order[i]] != 1) wrong("rows of " order[i])
            if (rows == 0) wrong("the baseline is empty")
            if (!bad) print "ok tables of" substr(heading, 3)
            exit bad
        }' "$2" "$page" || status=1
}

check_isa x86_64 tests/bench/baseline.csv
check_isa AArch64 tests/bench/baseline-aarch64.csv
check_isa RISC-V tests/bench/baseline-riscv64.csv
exit $status
