/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fast paths: the frequent system calls in the case where nothing unusual is asked. Each does exactly what the slow
 * path does, or returns false having changed nothing.
 */
#ifndef KERNEL_CORE_FASTPATH_H
#define KERNEL_CORE_FASTPATH_H

#include <core/core.h>

bool fastpath(word_t cptr, word_t info, word_t number);

#endif
