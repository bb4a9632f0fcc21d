# SPDX-License-Identifier: BSD-2-Clause
#
# What the build needs to know about this ISA, as data: kernel/arch/x86_64/arch.mk says what each is for.

ISA_TARGET_clang := --target=aarch64-unknown-none-elf -nostdlibinc
ISA_TARGET_gcc    = -nostdinc -isystem $(shell $(CC) -print-file-name=include)
# -mgeneral-regs-only: the FPU belongs to user programs; a kernel that touches it would corrupt them.
ISA_KERNEL_FLAGS := -march=armv8-a -mgeneral-regs-only -mcmodel=small
ISA_USER_FLAGS   := -march=armv8-a
ISA_NO_FPU_FLAGS := -mgeneral-regs-only
ISA_SKIP         := kernel/driver/uart16550.c kernel/driver/plic.c kernel/boot/acpi.c \
    kernel/boot/fdt_plic.c kernel/boot/bootinfo_pc.c kernel/boot/multiboot.c kernel/boot/multiboot1.c \
    kernel/boot/multiboot2.c
ISA_KERNELS      := kernel.elf
ISA_FOLDERS      := user/tour/% tests/layout/% user/bench/% tests/bench/% tests/aarch64/% user/%/booted.mk \
    $(addprefix tests/system/,frame.mk onslaught.mk bootinfo_virt.mk)
