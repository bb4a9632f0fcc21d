/* SPDX-License-Identifier: BSD-2-Clause */
/* RISC-V has no capabilities that are not tested elsewhere. */
#include "../caps.h"

const struct frame_test isa_tests[] = {FRAME_END};
