# SPDX-License-Identifier: BSD-2-Clause
# What only RISC-V has, on the booted kernel: tests/boot/riscv64_test.sh boots it.
ifeq ($(ARCH),riscv64)
$(eval $(call user_program,registers,tests/riscv64/registers.c $(KIT_SRC)))
endif
