#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# Programs that the prover must refuse, each for the right reason, beside programs that it must accept: theorems
# good_* and bad_* of tests/prover/refuse, each folder a program of its own. The statement of a theorem says what must
# come out (proved, REFUTED, VACUOUS, ERROR), and after that a text which the message must contain.
set -u

build=$1
prover=$build/host/prover/prove
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
status=0

# The value of a key in a line of the JSON file: one theorem per line.
field() {
    sed -E "s/.*\"$1\": \"(([^\"\\\\]|\\\\.)*)\".*/\\1/" <<< "$2"
}

judge() {
    local name result statement message text
    name=$(field name "$1") result=$(field result "$1") statement=$(field statement "$1") message=$(field message "$1")
    text=${statement#"${statement%% *}"}
    text=${text# }
    if [ "$result" != "${statement%% *}" ]; then
        echo "not ok prover, $2/$name: $result instead of $statement: $message"
        status=1
    elif [[ $message != *"$text"* ]]; then
        echo "not ok prover, $2/$name: $result, but not for '$text': $message"
        status=1
    else
        count=$((count + 1))
    fi
}

for program in tests/prover/refuse/*/; do
    name=$(basename "$program")
    [[ $name != compiler && $name != safety && $name != kept ]] || continue
    mapfile -t files < <(find "${program%/}" -name '*.c' | sort | sed -E "s|(.*)\\.c|$build/proof/\\1.bc|")
    "$prover" -t d_ --json "$out/$name.json" "${files[@]}" > /dev/null 2> "$out/$name.log"
    count=0
    while read -r line; do
        case $(field name "$line") in
        good_* | bad_* | contract_good_* | contract_bad_*) judge "$line" "$name" ;;
        esac
    done < <(grep '"name"' "$out/$name.json")
    expected=$(grep -hcE '^(THEOREM|THEOREM_BITS|CONTRACT)\((good|bad)_' "tests/prover/refuse/$name/${name}_proof.c")
    if [ "$count" -eq "$expected" ]; then
        echo "ok prover, $name: $count programs judged as they should be"
    else
        echo "not ok prover, $name: $count of $expected programs judged as they should be"
        status=1
    fi
done

# Counterexamples on the compiled code: those that it shows, and one that it cannot.
says() { # PROGRAM/THEOREM TEXT
    grep "\"name\": \"${1#*/}\"" "$out/replay-${1%/*}.json" | grep -q "$2"
}
for program in bits objects; do
    mapfile -t files < <(find "tests/prover/refuse/$program" -name '*.c' | sort |
        sed -E "s|(.*)\\.c|$build/proof/\\1.bc|")
    "$prover" -t d_ --replay "$build/proof" --json "$out/replay-$program.json" "${files[@]}" > /dev/null 2>&1
done
for theorem in bits/bad_shift bits/bad_division bits/bad_index bits/bad_unreachable bits/bad_contract \
    objects/bad_read_null objects/bad_share objects/bad_double objects/bad_assertion objects/bad_named_member; do
    if says "$theorem" ' replayed: the compiled code does that'; then
        echo "ok prover, replay: $theorem"
    else
        echo "not ok prover, replay: $theorem does not replay"
        status=1
    fi
done
if says objects/bad_ghost 'did not replay: it needs what only the prover has'; then
    echo "ok prover, replay: ghost state is said to be none of the compiled code's"
else
    echo "not ok prover, replay: ghost state is said to be none of the compiled code's"
    status=1
fi

# Functions without theorems: safe_good_* are proved, safe_bad_KIND_* refuted by an obligation of that kind.
mapfile -t files < <(find tests/prover/refuse/safety -name '*.c' | sort | sed -E "s|(.*)\\.c|$build/proof/\\1.bc|")
"$prover" -t safe_ --safety /dev/null --json "$out/safety.json" "${files[@]}" > /dev/null 2> "$out/safety.log"
count=0
while read -r line; do
    name=$(field name "$line") result=$(field result "$line") message=$(field message "$line")
    case $name in
    safe_good_*) [ "$result" = proved ] ;;
    safe_bad_*) kind=${name#safe_bad_} && [ "$result" = REFUTED ] && [[ $message == *"${kind%%_*}: "* ]] ;;
    *) continue ;;
    esac && count=$((count + 1)) || echo "not ok prover, safety/$name: $result: $message"
done < <(grep '"name"' "$out/safety.json")
expected=$(grep -cE '^[^ ].* \**(good|bad)_' tests/prover/refuse/safety/code.c)
if [ "$count" -eq "$expected" ]; then
    echo "ok prover, safety: $count functions judged as they should be"
else
    echo "not ok prover, safety: $count of $expected functions judged as they should be"
    status=1
fi

# The list of functions that no theorem shows to keep an invariant: exact, and noticed when it is not.
mapfile -t files < <(find tests/prover/refuse/kept -name '*.c' | sort | sed -E "s|(.*)\\.c|$build/proof/\\1.bc|")
list=tests/prover/refuse/kept/unkept.txt
"$prover" -t lamp_ --unkept "$list" --unkept-write "$out/unkept" "${files[@]}" > "$out/kept.log" 2>&1
if cmp "$list" "$out/unkept" && ! grep -q 'not shown to keep\|that is shown' "$out/kept.log"; then
    echo "ok prover, kept: the functions listed are those not shown to keep an invariant"
else
    echo "not ok prover, kept: other functions than those listed are not shown to keep an invariant"
    status=1
fi
if ! "$prover" --kept-only --unkept "$list" "${files[@]}" > "$out/kept.log" &&
    grep -q '^[^ ]*: entry_stores_by_header and inv_step: that is shown, or unknown' "$out/kept.log"; then
    echo "ok prover, kept: a line too many is noticed"
else
    echo "not ok prover, kept: a line too many is noticed"
    status=1
fi
grep -v 'calls:' "$list" > "$out/short"
if ! "$prover" --kept-only --unkept "$out/short" "${files[@]}" > "$out/kept.log" &&
    grep -q '^entry_calls_amid is not shown to keep inv_lit (calls)' "$out/kept.log"; then
    echo "ok prover, kept: a line too few is noticed"
else
    echo "not ok prover, kept: a line too few is noticed"
    status=1
fi

# The compiler refuses what the prover would not see any more.
for source in tests/prover/refuse/compiler/*.c; do
    bitcode=$build/proof/${source%.c}.bc
    if ! make -s BUILD="$build" "$bitcode" > "$out/log" 2>&1 && grep -q 'uninitialized' "$out/log"; then
        echo "ok prover, $(basename "$source" .c): refused by the compiler"
    else
        echo "not ok prover, $(basename "$source" .c): compiled for the proof"
        status=1
    fi
done
exit $status
