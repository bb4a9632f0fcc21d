# SPDX-License-Identifier: BSD-2-Clause
#
# What the build needs to know about this ISA, as data.
#   ISA_TARGET_<compiler>   target of every program for it
#   ISA_KERNEL_FLAGS        the kernel's code model, and registers it may not use
#   ISA_USER_FLAGS          the same for user programs
#   ISA_NO_FPU_FLAGS        for code of threads that may not use the FPU, where compilers need to be told
#   ISA_SKIP                generic sources that serve other ISAs
#   ISA_KERNELS             kernel files, in build/<arch>-<flavour>/
#   ISA_FOLDERS             folders with makefiles of programs and tests for it

ISA_TARGET_clang := --target=x86_64-unknown-none-elf -nostdlibinc
ISA_TARGET_gcc    = -m64 -nostdinc -isystem $(shell $(CC) -print-file-name=include)
# -mgeneral-regs-only: the FPU belongs to user programs; a kernel that touches it would corrupt them.
ISA_KERNEL_FLAGS := -mcmodel=kernel -mno-red-zone -mgeneral-regs-only
ISA_USER_FLAGS   :=
ISA_NO_FPU_FLAGS := -mgeneral-regs-only
ISA_SKIP         := $(addprefix kernel/arch/common/,tables.c vspace_spec.c space_methods_spec.c) kernel/driver/plic.c \
    kernel/driver/pl011.c $(wildcard kernel/driver/gic*.c) $(addprefix kernel/boot/,fdt.c fdt_platform.c fdt_plic.c \
    handover.c handover_tree.c options_tree.c)
ISA_KERNELS      := kernel.elf kernel32.elf
ISA_FOLDERS      := user/% tests/% proof/%
