# SPDX-License-Identifier: BSD-2-Clause
#
# libsel4 for user programs: LIBSEL4_INCLUDES for the compiler, LIBSEL4_SRC to compile into each program.

LIBSEL4_INCLUDES := -Iuser/libsel4/include -Iuser/libsel4/include/arch/$(ARCH) -Iinclude -Iinclude/arch/$(ARCH)
LIBSEL4_SRC      := user/libsel4/src/libsel4.c
