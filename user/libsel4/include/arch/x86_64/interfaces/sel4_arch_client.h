/* SPDX-License-Identifier: BSD-2-Clause */
/* The methods of the objects that only x86_64 has. */
#pragma once

#include <interfaces/x86_vspace.h>
#include <interfaces/x86_io.h>
#include <interfaces/x86_vcpu.h>
