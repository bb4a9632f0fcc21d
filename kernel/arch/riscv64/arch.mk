# SPDX-License-Identifier: BSD-2-Clause
#
# What the build needs to know about this ISA, as data: kernel/arch/x86_64/arch.mk says what each is for.

ISA_TARGET_clang := --target=riscv64-unknown-none-elf -nostdlibinc
ISA_TARGET_gcc    = -nostdinc -isystem $(shell $(CC) -print-file-name=include)
# No F and D: the FPU belongs to user programs; a kernel that touches it would corrupt them.
ISA_KERNEL_FLAGS := -march=rv64imac_zicsr_zifencei -mabi=lp64 -mcmodel=medany -mrelax
ISA_USER_FLAGS   := -march=rv64imafdc_zicsr_zifencei -mabi=lp64d -mcmodel=medany -mno-relax
ISA_SKIP         := kernel/driver/uart16550.c kernel/driver/pl011.c $(wildcard kernel/driver/gic*.c) \
    kernel/boot/acpi.c kernel/boot/bootinfo_pc.c kernel/boot/multiboot.c \
    kernel/boot/multiboot1.c kernel/boot/multiboot2.c
ISA_KERNELS      := kernel.elf
ISA_FOLDERS      := user/tour/% tests/layout/% user/bench/% tests/bench/% user/%/booted.mk \
    $(addprefix tests/system/,frame.mk onslaught.mk bootinfo_virt.mk)
