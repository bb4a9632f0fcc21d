/* SPDX-License-Identifier: BSD-2-Clause */
/* Scalar types of fixed width, and how to print them. */
#pragma once

#include <sel4/macros.h>
#include <sel4/sel4_arch/simple_types.h>

typedef signed char seL4_Int8;
typedef unsigned char seL4_Uint8;
typedef signed short seL4_Int16;
typedef unsigned short seL4_Uint16;
typedef signed int seL4_Int32;
typedef unsigned int seL4_Uint32;

typedef seL4_Int8 seL4_Bool;

typedef seL4_Word seL4_CPtr;
typedef seL4_Word seL4_NodeId;
typedef seL4_Word seL4_PAddr;
typedef seL4_Word seL4_Domain;
typedef seL4_Uint64 seL4_Time;

#define seL4_True 1
#define seL4_False 0
#define seL4_Null ((void *)0)
#define seL4_NULL seL4_Null

#define SEL4_PRId_word "ld"
#define SEL4_PRIi_word "li"
#define SEL4_PRIu_word "lu"
#define SEL4_PRIx_word "lx"
#define SEL4_PRIX_word "lX"
#define SEL4_PRIo_word "lo"
#define SEL4_PRId64 "ld"
#define SEL4_PRIi64 "li"
#define SEL4_PRIu64 "lu"
#define SEL4_PRIx64 "lx"
#define SEL4_PRIX64 "lX"

SEL4_COMPILE_ASSERT(seL4_Int8_is_one_byte, sizeof(seL4_Int8) == 1)
SEL4_COMPILE_ASSERT(seL4_Int16_is_two_bytes, sizeof(seL4_Int16) == 2)
SEL4_COMPILE_ASSERT(seL4_Int32_is_four_bytes, sizeof(seL4_Int32) == 4)
SEL4_COMPILE_ASSERT(seL4_Int64_is_eight_bytes, sizeof(seL4_Int64) == 8)
SEL4_COMPILE_ASSERT(seL4_Uint64_is_eight_bytes, sizeof(seL4_Uint64) == 8)
SEL4_COMPILE_ASSERT(seL4_Word_holds_a_pointer, sizeof(seL4_Word) == sizeof(void *))
