# SPDX-License-Identifier: BSD-2-Clause
# What only AArch64 has, on the booted kernel.
ifeq ($(ARCH),aarch64)
$(eval $(call user_test,machine,tests/aarch64/machine.c tests/aarch64/check.c $(KIT_SRC)))
endif
