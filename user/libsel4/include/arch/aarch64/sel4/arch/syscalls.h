/* SPDX-License-Identifier: BSD-2-Clause */
/* There are no system calls that only AArch64 has. */
#pragma once

#include <sel4/syscalls.h>
