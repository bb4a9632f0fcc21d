/* SPDX-License-Identifier: BSD-2-Clause */
/* Everything a program needs to talk to the kernel. */
#pragma once

#include <autoconf.h>
#include <sel4/types.h>
#include <sel4/constants.h>
#include <sel4/errors.h>
#include <sel4/arch/objecttype.h>
#include <sel4/arch/invocation.h>
#include <sel4/syscall.h>
#include <sel4/bootinfo_types.h>
#include <sel4/assert.h>
#include <sel4/functions.h>
#include <sel4/syscalls.h>
#include <sel4/mapping.h>
#include <interfaces/sel4_client.h>
#include <sel4/arch/syscalls.h>
#include <sel4/faults.h>
#include <sel4/virtual_client.h>
#include <sel4/bootinfo.h>
#include <sel4/deprecated.h>
