/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls. Message words 0 to 3 travel in registers, the rest in the IPC buffer. The plain calls take all words
 * from the buffer and put all of them there; the WithMRs calls leave the first four to the caller.
 */
#pragma once

#include <sel4/syscalls_ipc.h>
#include <sel4/syscalls_with_mrs.h>
#include <sel4/syscalls_debug.h>
