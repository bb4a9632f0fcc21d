/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers of the interface in words, for reports. */
#ifndef KERNEL_DEBUG_NAMES_H
#define KERNEL_DEBUG_NAMES_H

#include <arch/arch.h>

const char *thread_name(const tcb_t *tcb);
const char *thread_state_name(word_t state);
const char *cap_type_name(word_t type);
const char *label_name(word_t label); /* as in enum invocation_label; 0 for a number without method */
const char *error_name(word_t error); /* enum seL4_Error */
const char *lookup_failure_name(word_t kind);

#endif
