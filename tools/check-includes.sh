#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# check-includes.sh BUILD: who may include whom (docs/building.md has the table). The compiler's dependency files say
# which files of the project took part; each of those files' own #include lines are then judged.
set -eu

build=$1
mapfile -t dependency_files < <(find "$build" -name '*.d' 2> /dev/null)
if [ ${#dependency_files[@]} -eq 0 ]; then
    echo "not ok includes: no dependency file in $build, nothing was built"
    exit 1
fi

# Project files named in dependency files: relative paths, without the escaped line ends and the object names.
files=$(cat "${dependency_files[@]}" | tr ' \\:' '\n\n\n' | grep -E '^(include|kernel|proof|user|tests)/.*\.(c|h|S)$' |
    sed -E ':a; s,/[^/.]+/\.\./,/,; ta' | sort -u)

while IFS= read -r file; do
    [ ! -f "$file" ] || sed -nE "s|^ *# *include *[<\"]([^>\"]+)[>\"].*|$file \1|p" "$file"
done <<< "$files" | awk -v files="$files" '
# The kind of a file, the name of a row or column of the table.
function kind(path) {
    if (path ~ /_test\.c$/ || path ~ /_test\.h$/ || path ~ /^tests\//) return "test"
    if (path ~ /_spec\.[ch]$/) return "spec"
    if (path ~ /^proof\//) return "proof"
    if (path ~ /^include\//) return "include"
    if (path == "kernel/arch/arch.h" || path ~ /^kernel\/arch\/[^\/]+\/(hw|arch_tcb)\.h$/) return "arch.h"
    if (path == "kernel/driver/irq.h" || path == "kernel/driver/timer.h") return "driver.h"
    if (path == "kernel/debug/debug.h" || path == "kernel/debug/print.h") return "debug.h"
    if (path ~ /^kernel\/arch\//) { split(path, part, "/"); return "arch/" part[3] }
    if (path ~ /^kernel\//) { split(path, part, "/"); return part[2] }
    split(path, part, "/"); return part[1] "/" part[2]
}
function allowed(from, to) {
    if (from == "test" || from == to || to == "include") return 1
    if (from == "spec") return to == "proof"
    if (from == "proof") return to != "boot" && to !~ /^user/
    if (to == "boot") return from == "boot"
    if (to == "debug.h") return from !~ /^user/ && from != "lib"
    if (to == "debug") return from == "debug" || from == "boot"
    if (from == "include" || from == "lib") return to == "lib" && from == "lib"
    if (from ~ /^user\//) return to ~ /^user\/(libsel4|runtime|libs|sdk)$/
    if (from == "arch.h") return to == "lib" || to == "core" || to == "object" || to ~ /^arch\//
    if (from ~ /^arch/) return to == "lib" || to == "arch.h" || to == "core" || to == "object" || to == "driver.h"
    if (from == "core" || from == "object")
        return to == "lib" || to == "arch.h" || to == "driver.h" || to == "core" || to == "object"
    if (from == "driver") return to == "lib" || to == "arch.h" || to == "plat" || to == "driver.h"
    if (from == "debug.h") return to == "lib" || to == "core" || to == "object"
    if (from == "boot" || from == "debug") return to !~ /^user/ && to != "spec" && to != "proof" && to != "test"
    return 0
}
BEGIN { count = split(files, path, "\n") }
{
    for (i = 1; i <= count; i++) {
        suffix = "/" $2
        if (substr(path[i], length(path[i]) - length(suffix) + 1) != suffix) continue
        checked++
        if (!allowed(kind($1), kind(path[i]))) {
            printf "not ok includes %s: may not include %s\n", $1, path[i]
            bad = 1
        }
    }
}
END {
    if (!bad) printf "ok includes: %d inclusions\n", checked
    exit bad
}'
