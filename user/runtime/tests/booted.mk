# SPDX-License-Identifier: BSD-2-Clause
# On the booted kernel of every ISA.
$(eval $(call user_test,runtime,user/runtime/tests/runtime.c))
