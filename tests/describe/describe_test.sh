#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# describe_test.sh BUILD: what the build says about kernels, for each ISA and flavour, against the tables beside this
# script: byte for byte, so order and form count, too. The headers it installs compile alone and say the same.
set -u

build=$1
status=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# same NAME FILE: is FILE what stands on standard input?
same() {
    if diff - "$2" > "$scratch/diff" 2>&1; then
        echo "ok describe/$1"
    else
        echo "not ok describe/$1: $(head -n 3 "$scratch/diff" | tr '\n' ' ')"
        status=1
    fi
}

# table NAME ISA FLAVOUR: the JSON object of a table's column, sorted by value if it has the numbers of labels
table() {
    grep -v '^#' "tests/describe/$1.txt" | awk -v isa="$2" -v flavour="$3" '
        BEGIN { column = isa == "x86_64" ? 2 : isa == "aarch64" ? 3 : 4 }
        $column == "-" { next }
        flavour == "release" && $1 ~ /^(DEBUG_BUILD|PRINTING|COLOUR_PRINTING|IRQ_REPORTING|USER_STACK_TRACE_LENGTH)$/ {
            $column = "false"
        }
        { print $1, $column }' | if [ "$1" = labels ]; then sort -n -k 2; else cat; fi |
        awk '{ printf "%s\n    \"%s\": %s", NR == 1 ? "{" : ",", $1, $2 } END { print "\n}" }'
}

# regions NAME START END...: a list of platform_gen.json
regions() {
    local name=$1 comma='' list=''
    shift
    while [ $# -gt 0 ]; do
        list+=$(printf '%s\n        {"start": %d, "end": %d}' "$comma" "$1" "$2")
        comma=,
        shift 2
    done
    printf '    "%s": [%s\n    ]' "$name" "$list"
}

board() {
    case $1 in
    riscv64)
        printf '{\n%s,\n%s\n}\n' \
            "$(regions devices 0 0x2000000 0x2200000 0xc000000 0xc600000 0x80200000 0x100000000 0x8000000000)" \
            "$(regions memory 0x80200000 0x100000000)"
        ;;
    aarch64)
        printf '{\n%s,\n%s\n}\n' \
            "$(regions devices 0 0x8000000 0x8001000 0x8010000 0x8011000 0x8030000 0x8031000 0x60000000 \
                0xc0000000 0x10000000000)" \
            "$(regions memory 0x60000000 0xc0000000)"
        ;;
    esac
}

# headers NAME FOLDER: a program that includes everything compiles with nothing else, and for every option the
# installed header and the JSON beside it agree
headers() {
    local include=$2/libsel4/include isa=$3
    if ! printf '#include <autoconf.h>\n#include <sel4/sel4.h>\n' |
        clang-19 "--target=$isa-unknown-none-elf" -ffreestanding -nostdlibinc -Wall -Wextra -Werror -std=gnu11 \
            -fsyntax-only "-I$include" -x c - > "$scratch/headers" 2>&1; then
        echo "not ok describe/$1: $(head -n 1 "$scratch/headers")"
        status=1
        return
    fi
    sed -nE 's/^ *"([A-Z0-9_]+)": (.*[^,]),?$/\1 \2/p' "$include/kernel/gen_config.json" |
        while read -r key value; do
            case $value in
            false) echo "/* off: CONFIG_$key */" ;;
            true) echo "#define CONFIG_$key  1" ;;
            *) echo "#define CONFIG_$key  $(sed -E 's/^"(.*)"$/\1/' <<< "$value")" ;;
            esac
        done > "$scratch/expected"
    grep CONFIG_ "$include/kernel/gen_config.h" | same "$1" "$scratch/expected"
}

isas=$(for folder in kernel/arch/*/kernel.ld; do basename "$(dirname "$folder")"; done)
for isa in $isas; do
    if ! make -s "ARCH=$isa" BUILD="$build" -j "$(nproc)" descriptions > "$scratch/make" 2>&1; then
        echo "not ok describe/$isa builds: $(grep -iE 'error' "$scratch/make" | head -n 1)"
        status=1
        continue
    fi
    for flavour in release debug; do
        folder=$build/$isa-$flavour/install
        name=$isa-$flavour
        table config "$isa" $flavour | same "$name/gen_config.json" "$folder/libsel4/include/kernel/gen_config.json"
        table labels "$isa" $flavour | same "$name/invocations_all.json" "$folder/generated/invocations_all.json"
        table sizes "$isa" $flavour | same "$name/object_sizes.json" "$folder/object_sizes.json"
        table addresses "$isa" $flavour | same "$name/address_space_constants.json" \
            "$folder/address_space_constants.json"
        headers "$name/headers" "$folder" "$isa"
        [ "$isa" = x86_64 ] || board "$isa" | same "$name/platform_gen.json" \
            "$folder/gen_headers/plat/machine/platform_gen.json"
    done
done
exit $status
