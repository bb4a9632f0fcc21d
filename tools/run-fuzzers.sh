#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# run-fuzzers.sh FOLDER LIMITS PROGRAM...: runs libFuzzer programs, each from its corpus in tests/fuzz/corpus/NAME and
# what earlier runs found (FOLDER/NAME). LIMITS are libFuzzer options, -max_total_time=SECONDS or -runs=N, joined by a
# comma; the first one reached ends the run. Findings are written to FOLDER/NAME-crash-*; a finding worth keeping goes
# into the corpus.
set -u

folder=$1
limits=${2//,/ }
shift 2
status=0

for program in "$@"; do
    name=$(basename "$program")
    found=$folder/$name
    kept=tests/fuzz/corpus/$name
    mkdir -p "$found"
    # The seed is fixed, so that a run is repeatable; -timeout is seconds for one input.
    # shellcheck disable=SC2086 # several options
    if "$program" $limits -seed=1 -timeout=10 -print_final_stats=1 -verbosity=0 \
        -artifact_prefix="$found-" "$found" $([ -d "$kept" ] && echo "$kept") > "$found.log" 2>&1; then
        echo "ok $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$found.log") inputs"
    else
        tail -n 40 "$found.log"
        echo "not ok $name: $(grep -m 1 -E 'ERROR:|runtime error:' "$found.log" || echo failed), see $found.log"
        status=1
    fi
done
exit $status
