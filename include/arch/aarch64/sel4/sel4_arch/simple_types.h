/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

typedef signed long seL4_Int64;
typedef unsigned long seL4_Uint64;
typedef seL4_Uint64 seL4_Word;
