/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs written for generated headers find the same types here. */
#pragma once

#include <sel4/shared_types.h>
