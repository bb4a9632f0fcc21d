#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# The release kernel's text and read-only data stay under their limit.
set -eu

if message=$(tools/check-size.sh "$1/x86_64-release/kernel.elf" 2>&1); then
    echo "ok size: $message"
else
    echo "not ok size: $message"
    exit 1
fi
