#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# check-text.sh: lines of at most 120 columns (tables in documents and "covers:" lines may be wider), no tabs except in
# makefiles, no trailing blanks, a newline at the end, and no mark of unfinished work.
set -eu
export LC_ALL=C.UTF-8

status=0
checked=0
tab=$(printf '\t')
unfinished='TO''DO|FIX''ME|XX''X'

# report WHAT: one failure per line of standard input (file:line:text)
report() {
    local line
    while IFS= read -r line; do
        echo "not ok text $(echo "$line" | cut -d: -f1-2): $1"
        status=1
    done
}

while IFS= read -r file; do
    [ -s "$file" ] || continue
    case $file in
    LICENSE | tests/fuzz/corpus/* | tests/bad-inputs/files/*) continue ;;
    esac
    checked=$((checked + 1))
    case $file in
    *.md) wide=$(grep -nHE '^.{121,}' "$file" | grep -vE '^[^:]*:[0-9]+:[|]' || true) ;;
    *.csv) wide= ;;
    # A "covers:" line names the rows of the interface that a test checks; a tool reads it as one line.
    *) wide=$(grep -nHE '^.{121,}' "$file" | grep -vE '^[^:]*:[0-9]+:/[*] covers:' || true) ;;
    esac
    [ -z "$wide" ] || report 'longer than 120 columns' <<< "$wide"
    case $file in
    Makefile | *.mk) ;;
    *) report 'a tab' < <(grep -nH "$tab" "$file") ;;
    esac
    report 'trailing blanks' < <(grep -nHE '[ '"$tab"']+$' "$file")
    report 'unfinished work' < <(grep -nHwE "$unfinished" "$file")
    [ -z "$(tail -c 1 "$file")" ] || report 'no newline at the end' <<< "$file:end:"
done < <(tools/list-files.sh)
[ $status -ne 0 ] || echo "ok text: $checked files"
exit $status
