#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# Every header of the interface compiles alone and twice included, as C and as C++, by clang and gcc, in both flavours
# and with every optional feature on.
set -u

includes='-Iuser/libsel4/include -Iuser/libsel4/include/arch/x86_64 -Iinclude -Iinclude/arch/x86_64
    -Iuser/runtime/include'
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
compilers=("clang-19 -x c -std=gnu11" "clang-19 -x c++ -std=c++17")
if command -v gcc > /dev/null; then
    compilers+=("gcc -x c -std=gnu11")
fi
if command -v g++ > /dev/null; then
    compilers+=("g++ -x c++ -std=c++17")
fi

headers=$(for root in include include/arch/x86_64 user/libsel4/include user/libsel4/include/arch/x86_64 \
    user/runtime/include; do
    (cd "$root" && find sel4 interfaces kernel runtime autoconf.h -name '*.h' 2> /dev/null)
done | sort -u)

for header in $headers; do
    problem=
    for compiler in "${compilers[@]}"; do
        for flavour in -DHF_DEBUG=0 "$all_features" "$all_features $no_thread_locals"; do
            # shellcheck disable=SC2086
            output=$(printf '#include <%s>\n#include <%s>\n' "$header" "$header" |
                $compiler $warnings $flavour $includes - 2>&1) || problem="$compiler: $(head -1 <<< "$output")"
        done
    done
    if [ -z "$problem" ]; then
        echo "ok header $header"
    else
        echo "not ok header $header: $problem"
        status=1
    fi
done
exit $status
