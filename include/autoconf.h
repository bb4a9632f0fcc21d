/* SPDX-License-Identifier: BSD-2-Clause */
/* Every configuration value, under the name programs expect. */
#pragma once

#include <kernel/gen_config.h>
#include <sel4/gen_config.h>
