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

passed=0
failed=0

# Prints what a reader needs of a failed suite: the refusals, or the end of its output.
show_failure() {
    grep -a '^not ok ' "$1" | head -n 40 || tail -n 25 "$1"
}

# run_suite NAME COMMAND...
run_suite() {
    local name=$1 log ok not_ok status started limit=$suite_seconds_max
    shift
    [ "$name" != prover/prove ] || limit=$proof_seconds_max
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
            { tail -n 20 "$log" | sed 's/^/    /'; echo "not ok $name: exit status $status"; } > "$log.end"
            cat "$log.end" >> "$log"
            grep '^    ' "$log.end"
            rm -f "$log.end"
        elif [ "$ok" -eq 0 ]; then
            echo "not ok $name: no test reported" >> "$log"
        fi
        not_ok=$(grep -ac '^not ok ' "$log")
    fi
    [ "$not_ok" -eq 0 ] || show_failure "$log"
    passed=$((passed + ok))
    failed=$((failed + not_ok))
    printf '%-56s %5d ok %4d failed %5d s\n' "$name" "$ok" "$not_ok" $((SECONDS - started))
}

rm -rf "$logs"
mkdir -p "$logs"

echo "building"
if ! $MAKE -k --no-print-directory test-programs > "$logs/build.log" 2>&1; then
    grep -aE 'error:|warning:|undefined (reference|symbol)|\*\*\*' "$logs/build.log" | head -n 40
    echo "not ok build: see $logs/build.log"
    failed=$((failed + 1))
fi

# Suites that call make start from a clean slate.
unset MAKEFLAGS MAKELEVEL MFLAGS
while IFS=$'\t' read -r name command; do
    name=${name# }
    [ -n "$name" ] || continue
    [ -z "$pattern" ] || [[ $name =~ $pattern ]] || continue
    # shellcheck disable=SC2086 # a command is words separated by blanks
    run_suite "$name" $command
done < "$suites"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
