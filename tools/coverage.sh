#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# coverage.sh FOLDER PROGRAM...: runs host tests built for coverage and prints lines and branches reached per kernel
# file; the annotated sources go to FOLDER/html. Fails when tools/check-coverage.sh does.
set -eu

folder=$1
shift
[ $# -gt 0 ] || { echo "coverage.sh: there is no host test" >&2; exit 1; }
rm -f "$folder"/*.profraw
number=0
objects=()
for program in "$@"; do
    number=$((number + 1))
    LLVM_PROFILE_FILE=$folder/$number-%p.profraw "$program" > "$folder/$number.log" 2>&1 ||
        echo "coverage.sh: $program failed, its coverage is counted all the same" >&2
    objects+=(-object "$program")
done
llvm-profdata-19 merge -sparse "$folder"/*.profraw -o "$folder/all.profdata"
ignore='(_test\.c|_spec\.c|/arch/host/|^proof/|^tests/)'
llvm-cov-19 show -format=html -output-dir="$folder/html" -show-branches=count -ignore-filename-regex="$ignore" \
    -instr-profile="$folder/all.profdata" "${objects[@]}" > /dev/null
llvm-cov-19 report -show-region-summary=false -show-branch-summary -ignore-filename-regex="$ignore" \
    -instr-profile="$folder/all.profdata" "${objects[@]}" | tee "$folder/report.txt"
echo "annotated sources: $folder/html/index.html"
ignore='(_test\.[ch]|_world\.h|_spec\.c|/arch/|/boot/|/debug/|/driver/|/lib/|include/|proof/|tests/)'
llvm-cov-19 show -show-instantiations=false -show-line-counts -ignore-filename-regex="$ignore" \
    -instr-profile="$folder/all.profdata" "${objects[@]}" > "$folder/lines.txt"
tools/check-coverage.sh "$folder/lines.txt" "$folder/report.txt"
