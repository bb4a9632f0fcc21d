#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# Every test of the system suites says which requirement of the ABI it covers, and every requirement named exists.
exec tools/conformance.sh --check
