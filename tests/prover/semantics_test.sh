#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# The prover's reading of IR against the processor. Bit-vector mode: 195 small functions on 200,000 random inputs each,
# which is well over a million for each kind of instruction. Integer mode: the value that each function has for an input
# must not be refutable by a proof, and most of these values can be proved.
set -u

build=$1
kinds=$build/proof/tests/prover/semantics/kinds.bc
points=$build/proof/tests/prover/semantics/points_proof.bc
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
status=0

"$build/host/prover/compare" "$kinds" 200000 || status=1

# results STEM: proves the theorems of that name, prints one line "RESULT NAME" for each.
results() {
    "$build/host/prover/prove" -t "$1" --json "$out/json" "$kinds" "$points" > /dev/null 2>&1
    sed -nE 's/.*"name": "('"$1"'[^"]*)".*"result": "([A-Za-z]*)".*/\2 \1/p' "$out/json"
}

results wrong_ > "$out/wrong"
results point_ > "$out/point"
wrong=$(grep -cE '^(REFUTED|ERROR|UNKNOWN) ' "$out/wrong")
proved=$(grep -c '^proved ' "$out/point")
total=$(wc -l < "$out/wrong")
if [ "$wrong" -eq "$total" ] && [ "$total" -gt 0 ]; then
    echo "ok prover, integer mode: none of $total false statements about values is proved"
else
    echo "not ok prover, integer mode: $(grep -vE '^(REFUTED|ERROR|UNKNOWN) ' "$out/wrong" | tr '\n' ' ')"
    status=1
fi
if [ "$proved" -gt $((total / 2)) ]; then
    echo "ok prover, integer mode: $proved of $total true statements about values are proved"
else
    echo "not ok prover, integer mode: only $proved of $total true statements about values are proved"
    status=1
fi
exit $status
