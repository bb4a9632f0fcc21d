/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include <sel4/macros.h>
#include <sel4/simple_types.h>
#include <sel4/sel4_arch/types.h>

typedef seL4_Word seL4_ARM_ASIDControl;
typedef seL4_Word seL4_ARM_ASIDPool;
typedef seL4_Word seL4_ARM_IOPageTable;
typedef seL4_Word seL4_ARM_IOSpace;
typedef seL4_Word seL4_ARM_Page;
typedef seL4_Word seL4_ARM_PageTable;
typedef seL4_Word seL4_ARM_SMC;
typedef seL4_Word seL4_ARM_VCPU;

typedef enum {
    seL4_ARM_PageCacheable = 1,
    seL4_ARM_ParityEnabled = 2,
    seL4_ARM_Default_VMAttributes = 3,
    seL4_ARM_ExecuteNever = 4,
    SEL4_FORCE_LONG_ENUM(seL4_ARM_VMAttributes)
} seL4_ARM_VMAttributes;

typedef enum {
    seL4_ARM_CacheI = 1,
    seL4_ARM_CacheD = 2,
    seL4_ARM_CacheID = 3,
    SEL4_FORCE_LONG_ENUM(seL4_ARM_CacheType)
} seL4_ARM_CacheType;

/* Registers of a call to the firmware, before and after. */
typedef struct seL4_ARM_SMCContext_ {
    seL4_Word x0, x1, x2, x3, x4, x5, x6, x7;
} seL4_ARM_SMCContext;
