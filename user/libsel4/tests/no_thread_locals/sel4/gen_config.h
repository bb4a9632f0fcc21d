/* SPDX-License-Identifier: BSD-2-Clause */
/* libsel4 configured without thread-local variables, as for a program whose loader sets none up. */
#pragma once

#include_next <sel4/gen_config.h>
#undef CONFIG_LIB_SEL4_USE_THREAD_LOCALS
