#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# Every header of the interface compiles alone and twice included, as C and as C++, by clang and gcc, in both flavours
# and with every optional feature on.
set -u

warnings='-Wall -Wextra -Wundef -Wshadow -Wno-unused-const-variable -Werror -ffreestanding -fsyntax-only'
features='VTX X86_64_VTX_64BIT_GUESTS HARDWARE_DEBUG_API ENABLE_BENCHMARKS BENCHMARK_TRACK_UTILISATION
    KERNEL_X86_DANGEROUS_MSR ENABLE_SMP_SUPPORT SET_TLS_BASE_SELF DANGEROUS_CODE_INJECTION'
all_features=-DHF_DEBUG=1
for feature in $features; do
    all_features+=" -DCONFIG_$feature=1"
done

# In front of the other folders: without thread-local variables.
no_thread_locals=-Iuser/libsel4/tests/no_thread_locals

status=0

# check_isa ISA COMPILER...
check_isa() {
    local isa=$1 header output problem compiler flavour
    local includes="-Iuser/libsel4/include -Iuser/libsel4/include/arch/$isa -Iinclude -Iinclude/arch/$isa
        -Iuser/runtime/include"
    shift
    for header in $(for root in include "include/arch/$isa" user/libsel4/include "user/libsel4/include/arch/$isa" \
        user/runtime/include; do
        (cd "$root" && find sel4 interfaces kernel runtime autoconf.h -name '*.h' 2> /dev/null)
    done | sort -u); do
        problem=
        for compiler in "$@"; do
            for flavour in -DHF_DEBUG=0 "$all_features" "$all_features $no_thread_locals"; do
                # shellcheck disable=SC2086
                output=$(printf '#include <%s>\n#include <%s>\n' "$header" "$header" |
                    $compiler $warnings $flavour $includes - 2>&1) || problem="$compiler: $(head -1 <<< "$output")"
            done
        done
        if [ -z "$problem" ]; then
            echo "ok $isa header $header"
        else
            echo "not ok $isa header $header: $problem"
            status=1
        fi
    done
}

# table_check ISA TABLE COMPILER: the constants and labels of a table, for an ISA that this machine cannot run.
table_check() {
    local isa=$1 table=$2 compiler=$3 output common=user/libsel4/tests/constants_common.h
    local includes="-Iuser/libsel4/include -Iuser/libsel4/include/arch/$isa -Iinclude -Iinclude/arch/$isa"

    # shellcheck disable=SC2086
    if output=$(printf '%s\n' '#include <sel4/sel4.h>' \
        '#define CONSTANT(name, value) _Static_assert((name) == (value), #name);' "#include \"$PWD/$table\"" |
        $compiler $warnings -DHF_DEBUG=1 $includes - 2>&1); then
        echo "ok $isa constants of $table: $(cat "$table" "$common" | grep -c '^CONSTANT')"
    else
        echo "not ok $isa constants of $table: $(grep -m 1 error <<< "$output")"
        status=1
    fi
}

compilers=("clang-19 -x c -std=gnu11" "clang-19 -x c++ -std=c++17")
if command -v gcc > /dev/null; then
    compilers+=("gcc -x c -std=gnu11")
fi
if command -v g++ > /dev/null; then
    compilers+=("g++ -x c++ -std=c++17")
fi

check_isa x86_64 "${compilers[@]}"
riscv64="clang-19 --target=riscv64-unknown-elf -march=rv64imafdc_zicsr -mabi=lp64d -nostdlibinc"
check_isa riscv64 "$riscv64 -x c -std=gnu11" "$riscv64 -x c++ -std=c++17"
table_check riscv64 user/libsel4/tests/constants_riscv64.h "$riscv64 -x c -std=gnu11"
aarch64="clang-19 --target=aarch64-unknown-none-elf -nostdlibinc"
check_isa aarch64 "$aarch64 -x c -std=gnu11" "$aarch64 -x c++ -std=c++17"
table_check aarch64 user/libsel4/tests/constants_aarch64.h "$aarch64 -x c -std=gnu11"
exit $status
