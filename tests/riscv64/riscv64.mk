# SPDX-License-Identifier: BSD-2-Clause
# What only RISC-V has, on the booted kernel.
ifeq ($(ARCH),riscv64)
$(eval $(call user_test,machine,tests/riscv64/registers.c $(KIT_SRC)))
endif
