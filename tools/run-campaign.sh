#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# run-campaign.sh EVENTS SEED [ISA]: kernel and specification in lock-step for EVENTS random events, from machine SEED
# on, on the version that is checked in: sources are taken from git, not from the work tree, and built in a folder of
# their own. One line of progress after each run of CHUNK machines; the last line says what was run and how it ended.
# Status 1 when kernel and specification differ: the line with the seed is printed, and
# `build/host-debug/proof/lockstep_test 1 SEED` (build/host-ISA-debug) runs that machine again.
set -eu

events=$1
seed=$2
isa=${3:-x86_64}
host=host-$isa
[ "$isa" != x86_64 ] || host=host
# Some 400 events each.
chunk=2000

sources=$(mktemp -d)
trap 'rm -rf "$sources"' EXIT
commit=$(git rev-parse --short HEAD)
git archive HEAD | tar -x -C "$sources"
program=$sources/build/$host-fast/proof/lockstep_test
kernel=$sources/build/$isa-release/kernel.elf
# A third faster than `make lockstep`.
fast='-O3 -march=native -flto -fuse-ld=lld -Wno-unused-command-line-argument'
make --no-print-directory -s -C "$sources" ARCH="$isa" BUILD=build HOST_FLAGS_fast="$fast" \
    "build/$host-fast/proof/lockstep_test" "build/$isa-release/kernel.elf" > /dev/null

for folder in kernel include proof; do
    echo "campaign: commit $commit, tree of $folder/ $(git rev-parse "$commit:$folder")"
done
echo "campaign: sha256 of the release kernel for $isa $(sha256sum "$kernel" | cut -d ' ' -f 1)"

done_events=0
first=$seed
start=$(date +%s)
while [ "$done_events" -lt "$events" ]; do
    line=$("$program" "$chunk" "$seed" 2>&1) || {
        echo "$line"
        echo "not ok campaign: commit $commit, after $done_events events, in machines $seed to $((seed + chunk - 1))"
        exit 1
    }
    count=$(sed -n 's/^ok lockstep: \([0-9]*\) events.*/\1/p' <<< "$line")
    done_events=$((done_events + count))
    seed=$((seed + chunk))
    echo "campaign: $(date -u +%H:%M:%S) $done_events events, machines $first to $((seed - 1)), no difference"
done
echo "ok campaign: commit $commit, $done_events events on machines $first to $((seed - 1)) in" \
    "$(($(date +%s) - start)) s, no difference"
