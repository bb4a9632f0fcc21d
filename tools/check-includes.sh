#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# check-includes.sh BUILD: who may include whom (docs/building.md has the table). Each dependency file of the compiler
# names the files of the project that took part in one object; the #include lines of those files are judged, and the
# file an include line means is the one of that name in the same dependency file.
set -eu

build=$1
mapfile -t dependency_files < <(find "$build" -name '*.d' -size +0 2> /dev/null)
if [ ${#dependency_files[@]} -eq 0 ]; then
    echo "not ok includes: no dependency file in $build, nothing was built"
    exit 1
fi

awk '
# The kind of a file, the name of a row or column of the table.
function kind(path) {
    if (path ~ /_test\.c$/ || path ~ /_(test|world)\.h$/ || path ~ /^tests\//) return "test"
    if (path ~ /_spec\.[ch]$/) return "spec"
    if (path ~ /_proof\.[ch]$/) return "theorem"
    if (path ~ /^proof\//) return "proof"
    if (path ~ /^include\//) return "include"
    # In front of include/sel4/gen_config.h: the same with another choice.
    if (path ~ /^user\/libsel4\/tests\/no_thread_locals\//) return "include"
    if (path == "kernel/arch/arch.h") return "arch.h"
    if (path ~ /^kernel\/arch\/(host\/)?[^\/]+\/(hw|arch_tcb|arch_switch)\.h$/) return "arch.h"
    if (path == "kernel/driver/irq.h" || path == "kernel/driver/timer.h") return "driver.h"
    if (path ~ /^kernel\/debug\/(debug|print|stop)\.h$/) return "debug.h"
    if (path ~ /^kernel\/arch\/[^\/]+\/(machine\/)?boot[^\/]*$/) return "boot"
    if (path ~ /^kernel\/arch\/[^\/]+\/machine\//) return "machine"
    if (path ~ /^kernel\/arch\/common\//) return "arch/common"
    if (path ~ /^kernel\/arch\//) { split(path, part, "/"); return "arch/" part[3] }
    if (path ~ /^kernel\//) { split(path, part, "/"); return part[2] }
    if (path ~ /^user\/guest\//) return "user/tour"
    split(path, part, "/"); return part[1] "/" part[2]
}
function allowed(from, to) {
    if (from == "test" || from == to || to == "include") return 1
    if (from == "spec") return to == "proof"
    # Ghost code in a source needs what its theorems say.
    if (to == "theorem") return from ~ /^(core|object|lib|proof|arch.*)$/
    if (from == "proof" || from == "theorem") return to != "boot" && to !~ /^user/
    if (to == "boot") return from == "boot"
    if (to == "debug.h") return from !~ /^user/ && from != "lib"
    if (to == "debug") return from == "debug" || from == "boot"
    if (from == "include" || from == "lib") return to == "lib" && from == "lib"
    if (from ~ /^user\//) return to ~ /^user\/(libsel4|runtime|kit|libs|sdk)$/
    if (from == "arch.h") return to == "lib" || to == "core" || to == "object" || to ~ /^arch\//
    if (from == "machine") return to != "boot" && to != "debug" && to !~ /^user/
    # What several ISAs do alike is compiled with the headers of each; leaves of the host port are those of an ISA.
    if (from ~ /^arch\/(common|host)$/ && to ~ /^arch\//) return 1
    if (from ~ /^arch\// && to == "arch/common") return 1
    if (from ~ /^arch/) return to == "lib" || to == "arch.h" || to == "core" || to == "object" || to == "driver.h"
    if (from == "core" || from == "object")
        return to == "lib" || to == "arch.h" || to == "driver.h" || to == "core" || to == "object"
    if (from == "driver") return to == "lib" || to == "arch.h" || to == "plat" || to == "driver.h"
    if (from == "debug.h") return to == "lib" || to == "core" || to == "object"
    if (from == "boot" || from == "debug") return to !~ /^user/ && to != "spec" && to != "proof" && to != "test"
    return 0
}
# The include lines of a file, remembered in included[path, 1 .. lines[path]].
function read_includes(path,   line, parts) {
    lines[path] = 0
    while ((getline line < path) > 0)
        if (line ~ /^ *# *include *[<"]/) {
            split(line, parts, /[<">]/)
            included[path, ++lines[path]] = parts[2]
        }
    close(path)
}
function judge(from, to) {
    if ((from, to) in judged) return
    judged[from, to] = 1
    checked++
    if (allowed(kind(from), kind(to))) return
    printf "not ok includes %s: may not include %s\n", from, to
    bad = 1
}
function finish_object(   i, j, k, suffix) {
    for (i = 1; i <= count; i++) {
        if (!(file[i] in lines)) read_includes(file[i])
        for (j = 1; j <= lines[file[i]]; j++) {
            suffix = "/" included[file[i], j]
            for (k = 1; k <= count; k++)
                if (substr(file[k], length(file[k]) - length(suffix) + 1) == suffix) judge(file[i], file[k])
        }
    }
    count = 0
}
# The first rule of a dependency file is the object; the others only name headers again (-MP).
FNR == 1 { finish_object(); first_rule = 1; sub(/^[^:]*:/, "") }
/^$/ { first_rule = 0 }
first_rule {
    more = ($NF == "\\")
    for (i = 1; i <= NF; i++)
        if ($i ~ /^(include|kernel|proof|user|tests)\/.*\.[chS]$/) {
            name = $i
            while (sub(/[^\/.]+\/\.\.\//, "", name)) {}
            file[++count] = name
        }
    if (!more) first_rule = 0
}
END {
    finish_object()
    if (!bad) printf "ok includes: %d inclusions\n", checked
    exit bad
}' "${dependency_files[@]}"
