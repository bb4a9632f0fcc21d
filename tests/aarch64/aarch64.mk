# SPDX-License-Identifier: BSD-2-Clause
# What only AArch64 has, on the booted kernel: tests/boot/aarch64_test.sh boots it.
ifeq ($(ARCH),aarch64)
$(eval $(call user_program,space,tests/aarch64/space.c tests/aarch64/machine.c tests/aarch64/check.c $(KIT_SRC)))
endif
