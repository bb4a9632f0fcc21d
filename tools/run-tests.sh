#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# run-tests.sh SUITES LOGS [PATTERN]: builds the test programs, runs each suite and closes with "N passed, N failed".
# SUITES holds one suite a line: name, tab, command. PATTERN, an extended regular expression, chooses by name.
# A suite prints "ok NAME" and "not ok NAME: why" lines. It also fails when it prints none, when it ends with another
# status than 0 without having said why, and when it takes longer than its limit.
set -u

suites=$1
logs=$2
pattern=${3:-}
# Seconds; a suite that boots several machines has a limit per boot of its own. Proofs take some ten minutes on a
# computer with two free processors.
suite_seconds_max=900
proof_seconds_max=3000

# Prints what a reader needs of a failed suite: the refusals, or the end of its output.
show_failure() {
    grep -a '^not ok ' "$1" | head -n 40 || tail -n 25 "$1"
}

# run_suite NAME COMMAND...: its line, after what a reader needs of a failure
run_suite() {
    local name=$1 log ok not_ok status started limit=$suite_seconds_max
    shift
    [[ "$name" != prover/prove* ]] || limit=$proof_seconds_max
    log=$logs/${name//\//-}.log
    started=$SECONDS
    timeout --kill-after=10 "$limit" "$@" > "$log" 2>&1 < /dev/null
    status=$?
    ok=$(grep -ac '^ok ' "$log")
    not_ok=$(grep -ac '^not ok ' "$log")
    if [ "$not_ok" -eq 0 ]; then
        if [ $status -eq 124 ] || [ $status -eq 137 ]; then
            echo "not ok $name: still running after $limit s" >> "$log"
        elif [ $status -ne 0 ]; then
            tail -n 20 "$log" | sed 's/^/    /' > "$log.end"
            echo "not ok $name: exit status $status" >> "$log"
            cat "$log.end"
            rm -f "$log.end"
        elif [ "$ok" -eq 0 ]; then
            echo "not ok $name: no test reported" >> "$log"
        fi
        not_ok=$(grep -ac '^not ok ' "$log")
    fi
    [ "$not_ok" -eq 0 ] || show_failure "$log"
    echo "$ok $not_ok" >> "$logs/counts"
    printf '%-56s %5d ok %4d failed %5d s\n' "$name" "$ok" "$not_ok" $((SECONDS - started))
}

rm -rf "$logs"
mkdir -p "$logs"
touch "$logs/counts"

echo "building"
# On all processors, unless the make that calls says how many.
jobs=-j$(nproc)
[[ " ${MAKEFLAGS:-} " != *" -j"* && " ${MAKEFLAGS:-} " != *jobserver* ]] || jobs=
failed=
for target in test-programs test-programs-isas; do
    # shellcheck disable=SC2086 # no word when it is empty
    $MAKE -k $jobs --no-print-directory $target >> "$logs/build.log" 2>&1 || failed=1
done
if [ -n "$failed" ]; then
    grep -aE 'error:|warning:|undefined (reference|symbol)|\*\*\*' "$logs/build.log" | head -n 40
    echo "not ok build: see $logs/build.log"
    echo "0 1" >> "$logs/counts"
fi

# Suites that call make start from a clean slate.
unset MAKEFLAGS MAKELEVEL MFLAGS

# run_lane [-v] PATTERN: of the wanted suites those whose line `grep` selects, one after the other
run_lane() {
    local name command
    while IFS=$'\t' read -r name command; do
        [ -z "$pattern" ] || [[ $name =~ $pattern ]] || continue
        # What a suite prints comes in one piece, as lanes run side by side.
        # shellcheck disable=SC2086 # a command is words separated by blanks
        echo "$(run_suite "$name" $command)"
    done < <(sed -E 's/^ +//; /^$/d' "$suites" | grep "$@")
}

# Two lanes side by side: the suites on booted kernels, none of which calls make, and all others.
run_lane '^system/' &
run_lane -v '^system/'
wait

awk '{ passed += $1; failed += $2 }
    END { printf "%d passed, %d failed\n", passed, failed; exit !(passed > 0 && failed == 0) }' "$logs/counts"
