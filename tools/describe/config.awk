# SPDX-License-Identifier: BSD-2-Clause
#
# From a configuration header, preprocessed with its comments and macros kept (-E -CC -dD), to one flavour's flat header
# (-v form=header) or JSON object (-v form=json), options in the header's order. A value is a string in JSON, except 1
# without the remark "number", which is true; an option that is off is false.

BEGIN {
    if (form == "header")
        print "/* SPDX-License-Identifier: BSD-2-Clause */\n#pragma once\n"
}

/^#define CONFIG_/ {
    name = substr($2, length("CONFIG_") + 1)
    value = $0
    sub(/^#define [A-Z0-9_]+ ?/, "", value)
    number = sub(/ *\/\* number \*\/ *$/, "", value)
    if (form == "header")
        print "#define CONFIG_" name "  " value
    else
        member(name, value == "1" && !number ? "true" : "\"" value "\"")
}

/^\/\* off: CONFIG_[A-Z0-9_]+ \*\/$/ {
    name = substr($3, length("CONFIG_") + 1)
    if (form == "header")
        print "/* off: CONFIG_" name " */"
    else
        member(name, "false")
}

function member(name, value) {
    printf "%s\n    \"%s\": %s", count++ ? "," : "{", name, value
}

END {
    if (form == "json")
        print count ? "\n}" : "{}"
    if (form == "header" || count)
        exit 0
    exit 1
}
