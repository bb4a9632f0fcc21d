/* SPDX-License-Identifier: BSD-2-Clause */
/* The methods of the objects that only AArch64 has. */
#pragma once

#include <interfaces/arm_irq.h>
#include <interfaces/arm_smc.h>
#include <interfaces/arm_vcpu.h>
#include <interfaces/arm_vspace.h>
