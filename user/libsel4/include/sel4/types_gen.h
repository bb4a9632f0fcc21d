/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs written for generated headers find the same types here. */
#pragma once

#include <sel4/types.h>
#include <sel4/faults.h>
