#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# gdb_test.sh BUILD: every hf- command of tools/holdfast.gdb works on the booted kernel, stopped in a system call of a
# test program, and prints what must be there.
set -u

folder=$1/x86_64-debug
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# A command that fails ends gdb's script, so the marks show how far it came. Hardware breakpoint: the kernel's pages
# are not there yet when it is set.
{
    echo 'hbreak entry_call'
    echo 'continue'
    while read -r name command; do
        printf 'echo start %s\\n\n%s\necho end %s\\n\n' "$name" "$command" "$name"
    done << 'END'
help hf-help
current hf-current
threads hf-threads
thread hf-thread core0.current
cspace hf-cspace core0.current
ready hf-ready
slot hf-slot &core0.current->slot[0]
list hf-list &core0.current->slot[0]
sc hf-sc core0.current_sc
waiters hf-waiters (tcb_t*)0
panic hf-panic
END
    echo 'kill'
} > "$scratch/commands"

GDB_ARGUMENTS="-batch -x $scratch/commands" timeout 120 tools/run-gdb.sh "$folder/kernel32.elf" \
    "$folder/user/runtime.elf" < /dev/null > "$scratch/out" 2>&1

status=0
# shows NAME EXPRESSION: the output of one command has a matching line, and it came to its end
shows() {
    if sed -n "/^start $1\$/,/^end $1\$/p" "$scratch/out" | grep -qE -- "$2" && grep -q "^end $1\$" "$scratch/out"; then
        echo "ok gdb/$1"
    else
        echo "not ok gdb/$1: no line matches '$2'"
        status=1
    fi
}

shows help '^hf-threads'
shows current '^\* 0x.*Running'
shows threads '[1-9][0-9]* threads$'
shows threads '^\* 0x.*rootserver'
shows thread 'rip 0000'
shows thread 'CSpace .*CNode'
shows thread 'VSpace .*PML4'
shows cspace '    1  0x.*: TCB'
shows cspace '    2  0x.*: CNode'
shows cspace ' untyped, '
shows ready '.*'
shows slot ': CNode'
shows list ': CNode'
shows sc '^sc 0x.*: period'
shows waiters '^0 waiting'
shows panic '^ '
[ $status -eq 0 ] || tail -n 15 "$scratch/out"
exit $status
