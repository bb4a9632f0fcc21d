#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# conformance.sh LOGS > docs/conformance.md: which requirement of the ABI is tested by what, and what came of it.
# conformance.sh --check: every test of the suites has a tag, and every tag names a section of the list.
#
# Requirements are the lines of tests/system/abi-rows.csv. Tests of the suites in tests/system/*/ say above themselves
# what they cover ("covers: DOCUMENT SECTION WORDS; ..."); LOGS is the folder that `make test` wrote.
set -eu

rows=tests/system/abi-rows.csv
sources=(tests/system/*/*.c tests/system/*/*/*.c)

# Tab-separated: suite, test, document, section, words, ISA (empty: all of them). A test without a tag has empty fields.
tags() {
    awk '
    function clean(text) {
        gsub(/\/\*|\*\/|^[ \t]*\*/, "", text)
        return text
    }
    function suite_of(path,   part) {
        split(path, part, "/")
        return part[3]
    }
    function isa_of(path,   part) {
        return split(path, part, "/") == 5 ? part[4] : ""
    }
    FNR == 1 || /^}/ { open = 0; covers = "" }
    /^ *\/?\*.*covers:/ {
        open = 1
        text = $0
        sub(/.*covers:/, "", text)
        covers = covers ";" clean(text)
        if (/\*\//) open = 0
        next
    }
    open {
        covers = covers " " clean($0)
        if (/\*\//) open = 0
        next
    }
    /^TEST\(/ {
        name = $0
        sub(/^TEST\(/, "", name)
        sub(/\).*/, "", name)
        tag[FILENAME, name] = covers
        covers = ""
        next
    }
    /ENTRY\("/ {
        line = $0
        while (match(line, /ENTRY\("[^"]*", *[a-z_0-9]+\)/)) {
            entry = substr(line, RSTART + 7, RLENGTH - 8)
            line = substr(line, RSTART + RLENGTH)
            split(entry, field, /", */)
            count = split(tag[FILENAME, field[2]], list, ";")
            if (count == 0) printf "%s\t%s\t\t\t\t%s\n", suite_of(FILENAME), field[1], isa_of(FILENAME)
            document = section = ""
            for (i = 1; i <= count; i++) {
                n = split(list[i], word, " ")
                if (n == 0) continue
                first = 1
                if (n >= 2 && word[1] ~ /\.md$/) { document = word[1]; section = word[2]; first = 3 }
                rest = ""
                for (w = first; w <= n; w++) rest = rest " " word[w]
                printf "%s\t%s\t%s\t%s\t%s\t%s\n", suite_of(FILENAME), field[1], document, section, rest,
                    isa_of(FILENAME)
            }
        }
    }' "${sources[@]}"
}

# Tab-separated: ISA, suite, test, ok or not. Tests of one name run on several machines. What runs on the host counts
# for the ISA whose plain C it is.
results() {
    local log suite isa
    for log in "$1"/*.log; do
        suite=$(basename "$log" .log)
        isa=x86_64
        case $suite in
        system-*-user-*) isa=${suite#system-} isa=${isa%%-*} suite=${suite##*-user-} ;;
        host-riscv64-*) isa=riscv64 ;;
        host-aarch64-*) isa=aarch64 ;;
        esac
        sed -nE "s,^ok (.*/)?([^/]*)$,$isa\t$suite\t\2\tok,p; s,^not ok (.*/)?([^/:]*):.*,$isa\t$suite\t\2\tnot,p" \
            "$log"
    done
}

check() {
    tags | awk -F '\t' -v rows="$rows" '
    BEGIN {
        while ((getline line < rows) > 0) {
            if (line ~ /^#/) continue
            split(line, field, ";")
            # A section is known with all it lies in.
            for (section = field[2]; ; ) {
                known[field[1], section] = 1
                if (!sub(/\.[^.]*$/, "", section)) break
            }
        }
    }
    # 3.1.2 is known when 3.1.2, 3.1 or 3 is.
    function is_known(document, section) {
        for (;;) {
            if ((document, section) in known) return 1
            if (!sub(/\.[^.]*$/, "", section)) return 0
        }
    }
    { tests[$1 "/" $2] = 1 }
    $3 == "" { printf "not ok conformance %s/%s: no tag says what it covers\n", $1, $2; bad = 1; next }
    !is_known($3, $4) { printf "not ok conformance %s/%s: no requirement at %s %s\n", $1, $2, $3, $4; bad = 1 }
    END {
        for (test in tests) count++
        if (!bad) printf "ok conformance tags of %d tests\n", count
        exit bad
    }'
}

document() {
    { tags | sed 's/^/T\t/'; results "$1" | sed 's/^/R\t/'; } | awk -F '\t' -v rows="$rows" '
    BEGIN { isas = split("x86_64 aarch64 riscv64", isa, " ") }
    $1 == "R" { if ($5 == "ok") good[$2, $3, $4]++; else bad[$2, $3, $4]++; next }
    {
        n++; suite[n] = $2; test[n] = $3; document[n] = $4; section[n] = $5; words[n] = tolower($5 " " $6)
        only[n] = $7
    }
    function is_within(section, row) {
        return section == row || substr(section, 1, length(row) + 1) == row "."
    }
    function contains(text, alternatives,   part, count, i) {
        if (alternatives == "") return 1
        count = split(tolower(alternatives), part, "|")
        for (i = 1; i <= count; i++) if (index(text, part[i])) return 1
        return 0
    }
    # Takes the result of one test on one ISA into the row: failed, passed, or only there.
    function take(which, suite, name) {
        if (bad[which, suite, name]) failed[which]++
        else if (good[which, suite, name]) passed[which]++
        else idle[which]++
    }
    # Tests without tags: SUITE:BEGINNING OF THE NAME.
    function elsewhere(list,   part, count, i, pair, key, names, found, text) {
        text = ""
        count = split(list, part, " ")
        for (i = 1; i <= count; i++) {
            split(part[i], pair, ":")
            found = 0
            for (key in good) {
                split(key, names, SUBSEP)
                if (names[2] == pair[1] && (pair[2] == "" || index(names[3], pair[2]) == 1)) {
                    found++
                    take(names[1], names[2], names[3])
                }
            }
            if (found) text = text ", " pair[1] (pair[2] == "" ? "" : " " pair[2])
        }
        return text
    }
    function cell(which) {
        if (failed[which]) return "FAILED"
        if (passed[which]) return passed[which]
        return idle[which] ? "not run" : "-"
    }
    END {
        while ((getline line < rows) > 0) {
            if (line ~ /^#/) continue
            split("", field); split("", failed); split("", passed); split("", idle); split("", listed)
            split(line, field, ";")
            total++
            list = ""
            for (i = 1; i <= n; i++) {
                if (document[i] != field[1] || !is_within(section[i], field[2])) continue
                if (!contains(words[i], field[3])) continue
                for (k = 1; k <= isas; k++) {
                    if (only[i] != "" && only[i] != isa[k]) continue
                    if ((suite[i], test[i], k) in listed) continue
                    listed[suite[i], test[i], k] = 1
                    take(isa[k], suite[i], test[i])
                }
                if ((suite[i], test[i]) in listed) continue
                listed[suite[i], test[i]] = 1
                list = list ", " suite[i] " " test[i]
            }
            list = substr(list elsewhere(field[5]), 3)
            cells = ""
            for (k = 1; k <= isas; k++) {
                what = cell(isa[k])
                cells = cells " | " what
                if (what == "FAILED") failures = failures "- " isa[k] ", " field[1] " " field[2] ": " field[4] "\n"
                if (what + 0 > 0) row_passed[k]++
                else if (what == "not run") row_idle[k]++
                else if (what == "FAILED") row_failed[k]++
            }
            if (list == "") untested = untested "- " field[1] " " field[2] ": " field[4] "\n"
            else tested++
            if (field[1] != last) {
                body = body "\n## " field[1] "\n\n| section | requirement | x86_64 | AArch64 | RISC-V | tests |\n"
                body = body "|---|---|---|---|---|---|\n"
                last = field[1]
            }
            gsub(/\|/, "\\|", field[4])
            body = body "| " field[2] " | " field[4] cells " | " (list == "" ? "none" : list) " |\n"
        }
        for (i = 1; i <= n; i++) all[suite[i] "/" test[i]] = 1
        for (key in all) tests++
        print "<!-- SPDX-License-Identifier: BSD-2-Clause -->"
        print "# Conformance\n"
        print "Which requirement of the seL4 16.0.0 ABI (MCS, one core) is tested by what, on which ISA. Made by"
        print "`tools/conformance.sh` from the list `tests/system/abi-rows.csv`, the tags above the tests of the"
        print "suites in `tests/system/`, and the logs of their last run; `make conformance` runs the suites and"
        print "writes this page. A test is named by its suite and as it reports itself. A column holds the number of"
        print "tests that passed there, FAILED, not run, or - where no test is for that ISA: most of these"
        print "requirements do not concern it.\n"
        printf "- requirements: %d, with tests: %d, without: %d; tests with tags: %d\n", total, tested,
            total - tested, tests
        for (k = 1; k <= isas; k++)
            printf "- on %s: %d requirements passed, %d failed, %d not run\n", isa[k], row_passed[k], row_failed[k],
                row_idle[k]
        print "\n## Requirements without a test\n"
        printf "%s", untested == "" ? "None.\n" : untested
        print "\n## Requirements with a failing test\n"
        printf "%s", failures == "" ? "None.\n" : failures
        printf "%s", body
    }'
}

if [ "${1:-}" = --check ]; then
    check
else
    document "$1"
fi
