#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# The prover's reading of IR against the processor: 195 small functions on 200,000 random inputs each, which is well
# over a million for each kind of instruction.
exec "$1/host/prover/compare" "$1/proof/tests/prover/semantics/kinds.bc" 200000
