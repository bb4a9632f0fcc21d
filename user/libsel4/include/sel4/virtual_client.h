/* SPDX-License-Identifier: BSD-2-Clause */
/* Interfaces that user-level servers offer in the kernel's place. None are defined. */
#pragma once

#include <sel4/types.h>
