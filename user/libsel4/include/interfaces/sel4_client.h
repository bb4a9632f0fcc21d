/* SPDX-License-Identifier: BSD-2-Clause */
/* The methods of all kernel objects. */
#pragma once

#include <interfaces/untyped_cnode.h>
#include <interfaces/tcb.h>
#include <interfaces/sched.h>
#include <interfaces/irq.h>
#include <interfaces/sel4_arch_client.h>
