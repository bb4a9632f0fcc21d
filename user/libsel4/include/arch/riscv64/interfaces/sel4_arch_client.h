/* SPDX-License-Identifier: BSD-2-Clause */
/* The methods of the objects that only RISC-V has. */
#pragma once

#include <interfaces/riscv_vspace.h>
