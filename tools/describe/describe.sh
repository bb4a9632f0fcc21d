#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# describe.sh WHAT COMPILER [FLAG...]: what tools read about a kernel, out of the headers that programs are compiled
# with. FLAGs are those of a user program of the flavour. To standard output; WHAT is
#   config-json, config-header     include/arch/<isa>/kernel/gen_config.h, for one flavour
#   libsel4-json, libsel4-header   include/sel4/gen_config.h
#   labels                         numbers of all methods
#   sizes                          log2 of object sizes
#   addresses                      numbers of address spaces
set -eu -o pipefail

what=$1
shift

# preprocess [FLAG...]: standard input, with the flags of the program
compile=("$@")
preprocess() {
    "${compile[@]}" -E -P -x c "$@" -
}

# config FORM HEADER
config() {
    printf '#include <%s>\n' "$2" | preprocess -CC -dD | awk -v form="$1" -f tools/describe/config.awk
}

# "KEY MACRO" lines on standard input become one JSON object of numbers. A macro that is not defined is left out. Its
# text must be a number or a difference of two, perhaps in parentheses: tools that read headers understand no more.
numbers() {
    local keys text key macro value first='{'
    keys=$(cat)
    text=$({
        printf '#include <sel4/%s>\n' constants.h arch/constants.h sel4_arch/constants.h plat/api/constants.h
        sed -E 's/(.*) (.*)/@ \1 \2 = \2/; s/(@ [a-z_]+) ([A-Za-z0-9_]+)/\1 "\2"/' <<< "$keys"
    } | preprocess | grep '^@')
    while read -r _ key macro _ value; do
        macro=${macro//\"/}
        [ "$value" = "$macro" ] && continue
        if ! grep -qE '^\(? *(0x[0-9a-fA-F]+|[0-9]+)( *- *(0x[0-9a-fA-F]+|[0-9]+))? *\)?$' <<< "$value"; then
            echo "describe.sh: $macro is neither a number nor a difference of two: $value" >&2
            return 1
        fi
        printf '%s\n    "%s": %d' "$first" "$key" "$((value))"
        first=,
    done <<< "$text"
    printf '\n}\n'
}

# labels: the compiler has the last word about each number
labels() {
    local list
    list=$(printf '#include <sel4/%s>\n' invocation.h sel4_arch/invocation.h arch/invocation.h | preprocess |
        awk -f tools/describe/labels.awk | grep -vE '^(InvalidInvocation|n[A-Za-z0-9]+Labels) ')
    {
        printf '#include <sel4/%s>\n' invocation.h sel4_arch/invocation.h arch/invocation.h
        sed -E 's/(.*) (.*)/_Static_assert((int)\1 == \2, "label \1");/' <<< "$list"
    } | "${compile[@]}" -fsyntax-only -x c -
    sort -n -k 2 <<< "$list" | awk '{ printf "%s\n    \"%s\": %s", NR == 1 ? "{" : ",", $1, $2 } END { print "\n}" }'
}

case $what in
config-json) config json kernel/gen_config.h ;;
config-header) config header kernel/gen_config.h ;;
libsel4-json) config json sel4/gen_config.h ;;
libsel4-header) config header sel4/gen_config.h ;;
labels) labels ;;
sizes)
    numbers << 'END'
tcb seL4_TCBBits
endpoint seL4_EndpointBits
notification seL4_NotificationBits
reply seL4_ReplyBits
small_page seL4_PageBits
large_page seL4_LargePageBits
huge_page seL4_HugePageBits
asid_pool seL4_ASIDPoolBits
asid_table seL4_ASIDPoolIndexBits
slot seL4_SlotBits
min_untyped_bits seL4_MinUntypedBits
max_untyped_bits seL4_MaxUntypedBits
vspace seL4_VSpaceBits
vcpu seL4_VCPUBits
page_table seL4_PageTableBits
io_page_table seL4_IOPageTableBits
END
    ;;
addresses)
    numbers << 'END'
page_table_index_bits seL4_PageTableIndexBits
vspace_user_top seL4_UserVSpaceTop
vspace_index_bits seL4_VSpaceIndexBits
io_page_table_index_bits seL4_IOPageTableIndexBits
END
    ;;
*)
    echo "describe.sh: unknown: $what" >&2
    exit 1
    ;;
esac
