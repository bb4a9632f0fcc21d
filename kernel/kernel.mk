# SPDX-License-Identifier: BSD-2-Clause
#
# The kernel: every C and assembly file of its folders, once per flavour.
#   kernel.elf     64-bit ELF (x86_64: with Multiboot 1 and 2 headers); kernel.asm and kernel.map beside it
#   kernel32.elf   x86_64: the same contents as elf32-i386, which QEMU's -kernel wants

KERNEL_FOLDERS := core object lib driver debug boot arch/common arch/$(ARCH) arch/$(ARCH)/machine
KERNEL_SRC := $(sort $(filter-out %_test.c %_spec.c %_proof.c $(ISA_SKIP),\
                         $(wildcard $(KERNEL_FOLDERS:%=kernel/%/*.c))) \
                     $(wildcard kernel/arch/$(ARCH)/*.S))

KERNEL_INCLUDES := -Iinclude -Iinclude/arch/$(ARCH) -Ikernel -Ikernel/arch -Ikernel/arch/$(ARCH)
KERNEL_FLAGS := $(ISA_TARGET_$(COMPILER)) -std=gnu11 -ffreestanding -fno-pic $(ISA_KERNEL_FLAGS) \
    -fno-stack-protector -fno-asynchronous-unwind-tables -fno-unwind-tables -fno-strict-aliasing -fno-common \
    -fomit-frame-pointer \
    -ffunction-sections -fdata-sections -O2 -g $(WARNINGS) $(REPRODUCIBLE) $(KERNEL_INCLUDES) -DHF_HOST=0
KERNEL_FLAGS_release := -DHF_DEBUG=0
KERNEL_FLAGS_debug   := -DHF_DEBUG=1
KERNEL_SCRIPT  := kernel/arch/$(ARCH)/kernel.ld
KERNEL_LDFLAGS := -nostdlib -static --build-id=none -z max-page-size=0x1000 -z noexecstack --gc-sections \
    --fatal-warnings

# The host port has an end of its own, and no board.
HOST_EXCLUDE += kernel/debug/stop.c kernel/boot/handover.c kernel/boot/handover_tree.c \
    kernel/boot/options.c kernel/boot/options_tree.c

KERNELS :=

# $(1) flavour
define kernel_rules
KERNEL_DIR_$(1) := $(BUILD)/$(ARCH)-$(1)
KERNEL_OBJ_$(1) := $(addsuffix .o,$(addprefix $(BUILD)/$(ARCH)-$(1)/,$(basename $(KERNEL_SRC))))

$(BUILD)/$(ARCH)-$(1)/kernel/%.o: kernel/%.c | packages
	@mkdir -p $$(@D)
	$$(call say,compile,$$@)
	$$(Q)$$(CC) $$(KERNEL_FLAGS) $$(KERNEL_FLAGS_$(1)) -MMD -MP $$(call json_fragment,$$@) -c $$< -o $$@

$(BUILD)/$(ARCH)-$(1)/kernel/%.o: kernel/%.S | packages
	@mkdir -p $$(@D)
	$$(call say,compile,$$@)
	$$(Q)$$(CC) $$(KERNEL_FLAGS) $$(KERNEL_FLAGS_$(1)) -MMD -MP $$(call json_fragment,$$@) -c $$< -o $$@

$(BUILD)/$(ARCH)-$(1)/kernel.elf: $$(KERNEL_OBJ_$(1)) $(KERNEL_SCRIPT)
	$$(call say,link,$$@)
	$$(Q)$$(LD) $$(KERNEL_LDFLAGS) -T $(KERNEL_SCRIPT) -Map=$$(@:.elf=.map) $$(KERNEL_OBJ_$(1)) -o $$@
	@$$(OBJDUMP) -d --no-show-raw-insn $$@ > $$(@:.elf=.asm)

$(BUILD)/$(ARCH)-$(1)/kernel32.elf: $(BUILD)/$(ARCH)-$(1)/kernel.elf
	$$(Q)$$(OBJCOPY) -O elf32-i386 $$< $$@

DEPS    += $$(KERNEL_OBJ_$(1):.o=.d)
KERNELS += $(ISA_KERNELS:%=$(BUILD)/$(ARCH)-$(1)/%)
endef
$(foreach flavour,$(FLAVOURS),$(eval $(call kernel_rules,$(flavour))))

PROGRAMS += $(if $(wildcard $(KERNEL_SCRIPT)),$(KERNELS))

$(BUILD)/compile_commands.json: $(KERNELS)
	@{ echo '['; cat $(KERNEL_OBJ_debug:.o=.json) | sed '$$s/,$$//'; echo ']'; } > $@

size: $(KERNELS) ## section sizes, and the release image against its limit of 96 KiB
	@$(SIZE) $(foreach flavour,$(FLAVOURS),$(KERNEL_DIR_$(flavour))/kernel.elf)
	@tools/check-size.sh $(KERNEL_DIR_release)/kernel.elf
.PHONY: size
