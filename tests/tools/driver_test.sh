#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# The test tools themselves: each kind of failure must be seen, or the rest of the tests would mean nothing.
set -u

tools=$PWD/tools
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0

# check NAME CONDITION...: one test
check() {
    local name=$1
    shift
    if "$@"; then
        echo "ok $name"
    else
        echo "not ok $name: $*"
        status=1
    fi
}

# last_line_of NAME EXPECTED: runs the driver on the suites written by the caller
driver_says() {
    MAKE=true "$tools/run-tests.sh" "$scratch/suites" "$scratch/logs" "${2:-}" > "$scratch/out" 2>&1
    echo $? > "$scratch/status"
    [ "$(tail -n 1 "$scratch/out")" = "$1" ]
}

suite() {
    printf '%s\t%s\n' "$1" "$2" >> "$scratch/suites"
}

script() {
    printf '#!/bin/bash\n%s\n' "$2" > "$scratch/$1"
    chmod +x "$scratch/$1"
    suite "$1" "$scratch/$1"
}

script good 'echo ok one; echo "ok two"'
check driver/counts driver_says '2 passed, 0 failed'
check driver/succeeds grep -qx 0 "$scratch/status"
script bad 'echo ok three; echo "not ok four: why"; exit 1'
check driver/counts-failures driver_says '3 passed, 1 failed'
check driver/shows-the-reason grep -q '^not ok four: why$' "$scratch/out"
check driver/fails grep -qx 1 "$scratch/status"
check driver/chooses driver_says '2 passed, 0 failed' '^good$'
suite system/booted "$scratch/good"
check driver/counts-both-lanes driver_says '5 passed, 1 failed'
check driver/names-suites-of-a-lane grep -q "^good " "$scratch/out"
check driver/names-suites-of-the-other-lane grep -q "^system/booted " "$scratch/out"
: > "$scratch/suites"
script silent 'exit 0'
check driver/no-test-is-a-failure driver_says '0 passed, 1 failed'
: > "$scratch/suites"
script dying 'echo ok five; kill -SEGV $$'
check driver/crash-is-a-failure driver_says '1 passed, 1 failed'
: > "$scratch/suites"
suite missing "$scratch/not-there"
check driver/missing-program-is-a-failure driver_says '0 passed, 1 failed'
: > "$scratch/suites"
check driver/nothing-at-all driver_says '0 passed, 0 failed'
check driver/nothing-at-all-fails grep -qx 1 "$scratch/status"
script good-after-bad-build 'echo ok six'
MAKE=false "$tools/run-tests.sh" "$scratch/suites" "$scratch/logs" > "$scratch/out" 2>&1
check driver/build-failure-counts [ "$(tail -n 1 "$scratch/out")" = '1 passed, 1 failed' ]

# A guest in the place of QEMU: greets, echoes lines, ends on "quit".
cat > "$scratch/guest" << 'END'
#!/bin/bash
printf 'hello\r\n> '
while read -r line; do
    [ "$line" != quit ] || exit 0
    printf 'you said %s\r\n> ' "$line"
done
END
chmod +x "$scratch/guest"
dialogue() {
    printf '%s\n' "$@" > "$scratch/script"
    "$tools/dialogue.sh" "$scratch/script" p "$scratch/guest" > "$scratch/out" 2>&1
}
check dialogue/passes dialogue '< hello' '> one' '< you said one$' '! two' '> quit' '.'
check dialogue/reports-each [ "$(grep -c '^ok ' "$scratch/out")" -eq 4 ]
refused() { ! "$@"; }
check dialogue/unexpected-text refused dialogue '< hello' '> one' '< one' '! you said' '> quit' '.'
check dialogue/missing-text refused dialogue '< hello' '> quit' '< never'
check dialogue/order refused dialogue '< hello' '> one' '< you said one' '> quit' '< hello'

# The source checks, each on one bad file in a tree of its own.
tree=$scratch/tree
bad_tree() {
    rm -rf "$tree"
    mkdir -p "$tree/tools" "$tree/kernel/lib" "$tree/kernel/core" "$tree/build"
    cp "$tools"/*.sh "$tree/tools/"
    printf '%b' "$2" > "$tree/$1"
}
in_tree() { (cd "$tree" && "$@" > "$scratch/out" 2>&1); }
spdx='/* SPDX-License-Identifier: BSD-2-Clause */\n'
bad_tree kernel/lib/a.c "${spdx}int a;\n"
check check-spdx/passes in_tree tools/check-spdx.sh
check check-text/passes in_tree tools/check-text.sh
bad_tree kernel/lib/a.c 'int a;\n'
check check-spdx/missing refused in_tree tools/check-spdx.sh
bad_tree kernel/lib/a.c "${spdx}\tint a;\n"
check check-text/tab refused in_tree tools/check-text.sh
bad_tree kernel/lib/a.c "${spdx}int a; \n"
check check-text/trailing-blank refused in_tree tools/check-text.sh
bad_tree kernel/lib/a.c "$spdx/* $(printf '%0120d' 0) */\n"
check check-text/long-line refused in_tree tools/check-text.sh
bad_tree kernel/lib/a.c "${spdx}/* FIX""ME */\n"
check check-text/unfinished refused in_tree tools/check-text.sh
bad_tree kernel/lib/a.c "${spdx}int a;"
check check-text/no-newline refused in_tree tools/check-text.sh

includes_tree() {
    bad_tree "$1" "${spdx}#include <$2>\n"
    mkdir -p "$tree/$(dirname "$3")"
    printf '%b' "$spdx" > "$tree/$3"
    printf 'build/x.o: %s %s\n' "$1" "$3" > "$tree/build/x.d"
}
includes_tree kernel/core/a.c lib/b.h kernel/lib/b.h
check check-includes/passes in_tree tools/check-includes.sh build
includes_tree kernel/lib/a.c core/b.h kernel/core/b.h
check check-includes/lib-includes-core refused in_tree tools/check-includes.sh build
includes_tree kernel/core/a.c boot/b.h kernel/boot/b.h
check check-includes/core-includes-boot refused in_tree tools/check-includes.sh build
includes_tree kernel/core/a_spec.c core/a.h kernel/core/a.h
check check-includes/specification-includes-code refused in_tree tools/check-includes.sh build
rm -f "$tree"/build/*.d
check check-includes/nothing-built refused in_tree tools/check-includes.sh build
exit $status
