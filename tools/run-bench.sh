#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# run-bench.sh FOLDER IMAGE [TRACE]: boots the bench on the kernel in FOLDER twice, each time with QEMU's instruction
# counter as time-stamp counter. First it runs, and the guest prints one line per operation, "bench KEY INSTRUCTIONS",
# and "bench end". Then TRACE (tests/bench/trace.c) steps through a few rounds of each operation and counts what happens
# in the kernel. Prints both tables, the first beside seL4's figures and the goals (tests/bench/baseline.csv), and
# writes FOLDER/bench.json. Without TRACE the second table is left out. Ends with status 1 when an operation is slower
# than seL4's or has no figure.
set -eu

folder=$1
image=$2
trace=${3:-}
isa=$(basename "$folder")
isa=${isa%-*}
baseline=tests/bench/baseline.csv
[ "$isa" = x86_64 ] || baseline=tests/bench/baseline-$isa.csv
seconds_max=600
log=$folder/bench.log
scratch=$(mktemp -d)
qemu=

stop_qemu() {
    [ -z "$qemu" ] || kill "$qemu" 2> /dev/null || true
    [ -z "$qemu" ] || wait "$qemu" 2> /dev/null || true
    qemu=
}
trap 'stop_qemu; rm -rf "$scratch"' EXIT

case $isa in
x86_64) syntax=--x86-asm-syntax=intel ;;
riscv64) syntax=--mattr=+m,+a,+d,+c ;;
*) syntax= ;;
esac

# AArch64's clock for programs is a counter of its own frequency: one tick per nanosecond is one per instruction.
[ "$isa" != aarch64 ] || export QEMU_CPU_MODEL="${QEMU_CPU_MODEL:-cortex-a53},cntfrq=1000000000"

# start_qemu LOG ARGUMENT...
start_qemu() {
    local log=$1
    shift
    : > "$log"
    timeout "$seconds_max" tools/run-machine.sh "$folder" "$image" -icount shift=0 "$@" \
        < /dev/null > "$log" 2> "$folder/bench.qemu" &
    qemu=$!
}

start_qemu "$log"
while kill -0 "$qemu" 2> /dev/null && ! grep -qa '^bench end' "$log"; do
    sleep 0.2
done
stop_qemu
if ! grep -qa '^bench end' "$log"; then
    tail -n 20 "$log" "$folder/bench.qemu"
    echo "holdfast: the bench did not come to its end, see $log" >&2
    exit 1
fi

if [ -z "$trace" ]; then
    awk -v json="$folder/bench.json" -v untraced=1 -f tools/bench-report.awk "$baseline" "$log"
    exit
fi

# symbol NAME: its address in the image
symbol() {
    llvm-nm-19 "$image" | awk -v name="$1" '$3 == name { print $1 }'
}

echo "holdfast: stepping through the operations; this takes about a minute" >&2
llvm-objdump-19 -d $syntax "$folder/kernel.elf" > "$scratch/listing"
# A stop at a breakpoint lets the guest's clock jump; when each round of an operation was disturbed by that, again.
trace_operations() {
    start_qemu "$folder/bench-traced.log" -S \
        -chardev "socket,id=gdb0,path=$scratch/gdb,server=on,wait=off" -gdb chardev:gdb0
    timeout "$seconds_max" "$trace" "$scratch/gdb" "$scratch/listing" "$(symbol bench_trace_begin)" \
        "$(symbol bench_trace_end)" > "$folder/bench.trace" || return 1
    stop_qemu
}

attempt=1
until trace_operations; do
    stop_qemu
    rm -f "$scratch/gdb"
    if [ $attempt -eq 3 ]; then
        echo "holdfast: the operations could not be traced; their instructions are in $log" >&2
        exit 1
    fi
    attempt=$((attempt + 1))
    echo "holdfast: disturbed; stepping through them again, attempt $attempt of 3" >&2
done

awk -v json="$folder/bench.json" -f tools/bench-report.awk "$baseline" "$log" "$folder/bench.trace"
