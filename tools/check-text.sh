#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# check-text.sh: lines of at most 120 columns (tables in documents and "covers:" lines may be wider), no tabs except in
# makefiles, no trailing blanks, a newline at the end, and no mark of unfinished work.
set -eu
export LC_ALL=C.UTF-8

status=0
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

# search HOW EXPRESSION FILE...: lines that match, as file:line:text; HOW is an option of grep
search() {
    local how=$1 expression=$2
    shift 2
    [ $# -eq 0 ] || printf '%s\n' "$@" | xargs -d '\n' grep -nH "$how" -e "$expression" || true
}

files=() documents=() lines=() untabbed=()
while IFS= read -r file; do
    [ -s "$file" ] || continue
    case $file in
    LICENSE | tests/fuzz/corpus/* | tests/bad-inputs/files/*) continue ;;
    esac
    files+=("$file")
    case $file in
    *.md) documents+=("$file") ;;
    *.csv) ;;
    *) lines+=("$file") ;;
    esac
    case $file in
    Makefile | *.mk) ;;
    *) untabbed+=("$file") ;;
    esac
done < <(tools/list-files.sh)

too_long='^.{121,}'
report 'longer than 120 columns' < <(search -E "$too_long" "${documents[@]}" | grep -vE '^[^:]*:[0-9]+:[|]')
# A "covers:" line names the rows of the interface that a test checks; a tool reads it as one line.
report 'longer than 120 columns' < <(search -E "$too_long" "${lines[@]}" | grep -vE '^[^:]*:[0-9]+:/[*] covers:')
report 'a tab' < <(search -F "$tab" "${untabbed[@]}")
report 'trailing blanks' < <(search -E '[ '"$tab"']+$' "${files[@]}")
report 'unfinished work' < <(search -wE "$unfinished" "${files[@]}")
# The last bytes of all files are so many ends of lines.
if [ "$(tail -q -c 1 "${files[@]}" | wc -l)" -ne ${#files[@]} ]; then
    for file in "${files[@]}"; do
        [ -z "$(tail -c 1 "$file")" ] || report 'no newline at the end' <<< "$file:end:"
    done
fi
[ $status -ne 0 ] || echo "ok text: ${#files[@]} files"
exit $status
