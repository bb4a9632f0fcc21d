# SPDX-License-Identifier: BSD-2-Clause
#
# From preprocessed enumerations of labels to "NAME NUMBER" lines in the order in which they stand. Enumerators may be
# given a number or another enumerator's name.

{ text = text " " $0 }

END {
    while (match(text, /enum [a-z0-9_]+ *{[^}]*}/)) {
        body = substr(text, RSTART, RLENGTH)
        text = substr(text, RSTART + RLENGTH)
        sub(/^[^{]*{/, "", body)
        sub(/}$/, "", body)
        next_number = 0
        count = split(body, part, ",")
        for (i = 1; i <= count; i++) {
            gsub(/[ \t\n]/, "", part[i])
            if (part[i] == "")
                continue
            split(part[i], side, "=")
            if (side[2] != "")
                next_number = side[2] in number ? number[side[2]] : side[2] + 0
            number[side[1]] = next_number++
            print side[1], number[side[1]]
        }
    }
}
