#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# manual_test.sh: the documents against the tree. Every method label and system call of the headers has a section in
# docs/manual; relative links and their anchors resolve; files, functions and constants that documents name exist; every
# kernel file with a loop is in docs/manual/bounds.md; pages that the tour names exist.
set -u

manual=docs/manual
status=0

# verdict NAME FAILURES: one test line; FAILURES is empty or the reasons, one a line
verdict() {
    if [ -z "$2" ]; then
        echo "ok $1"
    else
        echo "$2" | sed "s|^|not ok $1: |"
        status=1
    fi
}

# Blocks of code and their fences are no text.
text_of() {
    awk '/^```/ { fenced = !fenced; next } !fenced && !/^    /' "$1"
}

mapfile -t documents < <(tools/list-files.sh | grep -E '^(README\.md|CHANGES\.md|docs/.*\.md|mk/README\.md)$')

# ---- sections ----
# The words of the headings of the manual, one a line: a heading may name several calls.
headings=$(cat "$manual"/*.md | sed -n 's/^##* //p' | tr -d ',' | tr ' ' '\n')

# Labels in the order of their numbers, which begin with 1. Those of the configuration have a heading, those behind
# #ifdef of a feature that is off are named somewhere. labels_in on|off ISA
labels_in() {
    # gen_config.h defines what is on
    awk -v want="$1" '
        FILENAME ~ /gen_config/ { if ($1 == "#define") defined[$2] = 1; next }
        /^#ifdef/ { off += !($2 in defined); depth++; next }
        /^#else/ { off = !off; next }
        /^#endif/ { if (depth > 0) { depth--; if (off > 0) off-- }; next }
        /^enum .*\{/ { inside = 1; next }
        /^}/ { inside = 0 }
        inside && match($0, /[A-Za-z0-9_]+/) {
            name = substr($0, RSTART, RLENGTH)
            if (name !~ /^n[A-Z]/ && name != "InvalidInvocation" && (off > 0) == (want == "off")) print name
        }' "include/arch/$2/kernel/gen_config.h" include/sel4/invocation.h \
        "include/arch/$2/sel4/sel4_arch/invocation.h" "include/arch/$2/sel4/arch/invocation.h"
}

for isa in x86_64 aarch64 riscv64; do
    failures=
    count=0
    for label in $(labels_in on $isa); do
        count=$((count + 1))
        grep -qx "$label" <<< "$headings" || failures+="$label has no section"$'\n'
        # The number is in the table behind the heading, at the label's place if the heading names several.
        awk -v label="$label" -v number="$count" '
            /^### / { place = 0; for (i = 2; i <= NF; i++) if ($i == label || $i == label ",") place = i - 1 }
            place && /^\| label \|/ { gsub(/[|,]/, " "); found = $(place + 1) == number; exit }
            END { exit !found }' "$manual"/*.md || failures+="$label has not the number $count"$'\n'
    done
    [ $count -ge 46 ] || failures+="only $count labels were found in the headers"$'\n'
    verdict "manual: $count methods of $isa have a section with their number" "${failures%$'\n'}"
done

failures=
for label in $(labels_in off x86_64; labels_in off aarch64; labels_in off riscv64); do
    grep -qwr "$label" "$manual" || failures+="$label is not mentioned"$'\n'
done
verdict "manual: methods of other configurations are mentioned" "${failures%$'\n'}"

failures=
count=0
while read -r name number; do
    count=$((count + 1))
    if [ "$number" -ge -11 ] || [ "$name" = SetTLSBase ]; then
        grep -qx "$name" <<< "$headings" || failures+="$name has no section"$'\n'
    else
        grep -qE -- "(^|[^0-9])$number [|]? ?$name\b" "$manual/debug.md" || failures+="$name is not in debug.md"$'\n'
    fi
done < <(sed -nE 's/^ *seL4_Sys([A-Za-z0-9]+) = (-[0-9]+),.*/\1 \2/p' include/sel4/syscall.h)
[ $count -ge 33 ] || failures+="only $count system calls were found in the header"$'\n'
verdict "manual: $count system calls have a section or a line" "${failures%$'\n'}"

# Every method's table is complete.
failures=$(awk '
    function judge() { if (name != "" && rows != 6) print name " lacks a row of its table" }
    /^##/ { judge(); name = "" }
    /^### / { name = $0; rows = 0; next }
    /^\| (words|capabilities|results|cost|proof) \|/ { rows++ }
    /^\| function \|/ && !seen[name]++ { rows++ }
    END { judge() }' $(grep -lE '^[|] proof [|]' "$manual"/*.md) | grep -vE '^### (Zombies|Worked example)' || true)
verdict "manual: the table of each call is complete" "$failures"

# Functions that the tables name are those of libsel4.
failures=
for function in $(sed -nE 's/^\| function \| `([A-Za-z0-9_]+)\(.*/\1/p' "$manual"/*.md | sort -u); do
    grep -qrw -- "$function" user/libsel4/include || failures+="libsel4 has no $function"$'\n'
done
verdict "manual: functions are those of libsel4" "$failures"

# ---- links ----
# The anchor of a heading: lower case, blanks to hyphens, other punctuation dropped.
anchors_of() {
    text_of "$1" | sed -n 's/^##* //p' | tr 'A-Z' 'a-z' | sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}

failures=
for document in "${documents[@]}"; do
    while IFS= read -r link; do
        case $link in
        http://* | https://* | mailto:*) continue ;;
        esac
        path=${link%%#*}
        anchor=
        [ "$link" = "$path" ] || anchor=${link#*#}
        target=$document
        [ -z "$path" ] || target=$(dirname "$document")/$path
        if [ ! -e "$target" ]; then
            failures+="$document: no such file: $link"$'\n'
        elif [ -n "$anchor" ] && ! anchors_of "$target" | grep -qx -- "$anchor"; then
            failures+="$document: no such section: $link"$'\n'
        fi
    done < <(text_of "$document" | grep -oE '\]\([^) ]+\)' | sed 's/^](//; s/)$//')
done
verdict "documents: links resolve" "${failures%$'\n'}"

# The index names every page.
failures=
for page in "$manual"/*.md; do
    name=$(basename "$page")
    [ "$name" = README.md ] || grep -qF "]($name)" "$manual/README.md" || failures+="$name is not in the index"$'\n'
done
verdict "manual: the index names every page" "${failures%$'\n'}"

# ---- files, functions, constants ----
# `path` and `path:function` in the text; the path is a file, a folder or a pattern, or a header as programs name it.
# Placeholders (x.c, NAME, hello) are no names of files, and what mk/README.md says of patterns holds without a file.
files=$(tools/list-files.sh)
named_file='`(include|kernel|proof|user|tools|tests|docs|mk)/[A-Za-z0-9_./*-]*(:[A-Za-z0-9_]+)?`'

is_there() {
    local expression=${1%/}
    expression=${expression//./\\.}
    expression=${expression//\*/[^/]*}
    grep -qE "^(include/|include/arch/x86_64/)?$expression(/|$)" <<< "$files"
}

failures=
for document in "${documents[@]}"; do
    while IFS= read -r name; do
        path=${name%%:*}
        case $document:$path in
        *NAME* | */x[_.]* | *hello* | mk/README.md:*\**) continue ;;
        esac
        if ! is_there "$path"; then
            failures+="$document: no such file: $name"$'\n'
        elif [ "$name" != "$path" ] && ! grep -qw -- "${name#*:}" "$path"; then
            failures+="$document: $path has no ${name#*:}"$'\n'
        fi
    done < <(text_of "$document" | grep -oE "$named_file" | tr -d '`')
done
verdict "documents: files and functions exist" "${failures%$'\n'}"

# Constants in capitals, and kernel functions of the pages about the kernel.
failures=
for document in "$manual"/bounds.md "$manual"/scheduling.md docs/caveats.md docs/tour-of-the-source.md; do
    for name in $(text_of "$document" | grep -oE '`[A-Z][A-Z0-9]*_[A-Z0-9_]+`' | tr -d '`' | sort -u); do
        grep -qrw -- "$name" include kernel || failures+="$document: no constant $name"$'\n'
    done
done
verdict "documents: constants exist" "${failures%$'\n'}"

# ---- bounds ----
failures=
for file in kernel/core/*.[ch] kernel/object/*.[ch] kernel/arch/{x86_64,riscv64,aarch64}/*.[ch] \
    kernel/arch/{x86_64,riscv64,aarch64}/machine/*.c kernel/lib/*.c kernel/driver/*.c; do
    case $file in
    *_spec.c | *_test.[ch] | *_world.h | */machine/boot*) continue ;;
    esac
    # The loops of a file, comments apart.
    if grep -vE '^ *(/?\*|//)' "$file" | grep -qE '\b(for|while) \(|\bdo \{'; then
        grep -qF "\`$file" "$manual/bounds.md" || failures+="$file has a loop and is not in bounds.md"$'\n'
    fi
done
verdict "bounds: every file with a loop is listed" "${failures%$'\n'}"

# ---- the tour ----
failures=
for page in $(grep -ohE '"[a-z-]+\.md"|"README\.md"' user/tour/*.c | tr -d '"' | sort -u); do
    [ -e "$manual/$page" ] || failures+="the tour names $page"$'\n'
done
verdict "tour: the pages it names exist" "${failures%$'\n'}"

exit $status
