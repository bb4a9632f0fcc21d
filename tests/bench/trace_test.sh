#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# trace_test.sh BUILD: the counts of tests/bench/trace.c for a machine whose counts are known (x86_64/known.S), and that
# it refuses to count what it cannot: a listing of something else, an instruction it does not know, a guest without
# marks.
set -u

known=$1/tests/bench/known
trace=$1/tests/bench/trace-x86_64
scratch=$(mktemp -d)
qemu=
trap '[ -z "$qemu" ] || kill "$qemu" 2> /dev/null; rm -rf "$scratch"' EXIT
status=0

verdict() {
    if [ "$2" = "$3" ]; then
        echo "ok $1"
    else
        echo "not ok $1: $2 instead of $3"
        status=1
    fi
}

symbol() {
    llvm-nm-19 "$known.elf" | awk -v name="$1" '$3 == name { print $1 }'
}

# run_trace LISTING BEGIN END: its output to $scratch/out, its complaint to $scratch/error; its status
run_trace() {
    local result
    rm -f "$scratch/gdb"
    timeout 60 tools/run-qemu.sh "${known}32.elf" "" -icount shift=0 -S \
        -chardev "socket,id=gdb0,path=$scratch/gdb,server=on,wait=off" -gdb chardev:gdb0 < /dev/null > /dev/null 2>&1 &
    qemu=$!
    timeout 60 "$trace" "$scratch/gdb" "$1" "$2" "$3" > "$scratch/out" 2> "$scratch/error"
    result=$?
    kill "$qemu" 2> /dev/null
    wait "$qemu" 2> /dev/null
    qemu=
    return $result
}

# ---- right counts ----
llvm-objdump-19 -d --x86-asm-syntax=intel "$known.elf" > "$scratch/listing"
begin=$(symbol bench_trace_begin)
end=$(symbol bench_trace_end)
first=$((0x$(symbol first)))
behind=$((0x$(symbol behind)))

run_trace "$scratch/listing" "$begin" "$end"
verdict "known machine is traced" $? 0
verdict "one operation" "$(grep -c '^trace known ' "$scratch/out")" 1
[ $status -eq 0 ] || cat "$scratch/error"

# Instructions listed between the stamps (a lock prefix has a line of its own), the function's one, and 16 more
# iterations of `rep stosq`. Addresses have six digits, so text compares like numbers.
listed=$(awk -v first="x$(printf '%x' "$first")" -v behind="x$(printf '%x' "$behind")" -F '[: ]+' '
    !/\t/ || /\tlock$/ || $2 !~ /^[0-9a-f]+$/ { next }
    { address = "x" $2 }
    length(address) == length(first) && address >= first && address < behind { n++ }
    END { print n }' "$scratch/listing")
# Code: the lines from first to behind, and the function's.
lines=$(((behind - 1) / 64 - first / 64 + 1 + 1))

while read -r name wanted; do
    verdict "$name" "$(grep -oE " $name=[0-9]+" "$scratch/out" | cut -d= -f2)" "$wanted"
done << END
instructions $((listed + 1 + 16))
kernel_instructions $((listed + 1 + 16))
entries 0
cr3_writes 2
wrmsr 1
rdmsr 3
swapgs 2
fsgsbase 2
xsave 2
xrstor 2
invlpg 1
iret 1
sysret 0
in_out 3
rdtsc 1
locked 3
other 1
device_accesses 2
code_lines $lines
data_lines $((11 + 12 + 2 + 7 + 2))
END

# ---- refusals ----
# refuses NAME WORDS LISTING BEGIN END
refuses() {
    if run_trace "$3" "$4" "$5"; then
        echo "not ok $1: no error"
        status=1
    elif grep -q "$2" "$scratch/error"; then
        echo "ok $1"
    else
        echo "not ok $1: $(cat "$scratch/error")"
        status=1
    fi
}

sed 's/\t\(swapgs\)$/\tclflush\t[rax]/' "$scratch/listing" > "$scratch/unknown"
refuses "an instruction it cannot describe" 'cannot tell what it touches' "$scratch/unknown" "$begin" "$end"
sed 's/: 0f 01 f8 /: 0f 01 f9 /' "$scratch/listing" > "$scratch/other"
refuses "a listing of another kernel" 'is not what is listed' "$scratch/other" "$begin" "$end"
grep -v $'\tswapgs$' "$scratch/listing" > "$scratch/short"
refuses "a listing with a hole" 'no instruction is listed' "$scratch/short" "$begin" "$end"
refuses "a guest that never begins" 'before it did anything' "$scratch/listing" 8 "$end"
refuses "a guest without marks" 'has no bench_trace_begin' "$scratch/listing" "" "$end"
exit $status
