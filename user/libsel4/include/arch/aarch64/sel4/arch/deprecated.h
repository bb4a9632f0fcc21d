/* SPDX-License-Identifier: BSD-2-Clause */
/* No earlier names on AArch64 but those that the headers of types have. */
#pragma once

#include <sel4/arch/objecttype.h>
#include <sel4/arch/types.h>
