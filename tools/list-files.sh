#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# list-files.sh: the project's files, one a line: those git knows, or in an exported tree all but the build's output.
set -eu

if git rev-parse --is-inside-work-tree > /dev/null 2>&1; then
    git ls-files
else
    find . -path ./build -prune -o -type f -print | sed 's|^\./||' | sort
fi
