# SPDX-License-Identifier: BSD-2-Clause
#
# What system tools take from a kernel build, in build/<arch>-<flavour>/install/ (docs/building.md lists the files):
# the kernel, libsel4 with all headers in one folder, and descriptions as JSON. All of them are made from the headers
# that kernel and programs are compiled with, and from the code that divides memory at boot.

DESCRIBE         := tools/describe/describe.sh
DESCRIBE_HEADERS := $(shell find include/sel4 include/autoconf.h include/arch/$(ARCH) user/libsel4/include/sel4 \
    user/libsel4/include/interfaces user/libsel4/include/arch/$(ARCH) -name '*.h' 2> /dev/null)
DESCRIBE_NEEDS   := $(DESCRIBE_HEADERS) $(wildcard tools/describe/*)
DESCRIBE_FOLDERS := include/sel4 include/autoconf.h include/arch/$(ARCH)/. user/libsel4/include/sel4 \
    user/libsel4/include/interfaces user/libsel4/include/arch/$(ARCH)/.

# The board of ISAs whose memory is known before boot: a program with the kernel's rules.
BOARD_SRC     := $(wildcard kernel/arch/$(ARCH)/boot_platform.c)
BOARD_PROGRAM := $(if $(BOARD_SRC),$(BUILD)/host/$(ARCH)-platform)
BOARD_RULES   := tools/describe/platform.c $(BOARD_SRC) $(addprefix kernel/boot/,handover.c untyped_list.c regions.c \
    fdt.c fdt_platform.c boot_error.c bootinfo_build.c)

$(BUILD)/host/$(ARCH)-platform: $(BOARD_RULES) | packages
	@mkdir -p $(@D)
	$(call say,compile,$@)
	$(Q)$(HOST_CC) $(HOST_FLAGS) -MMD -MP -MF $@.d $(filter %.c,$^) -o $@
DEPS += $(BOARD_PROGRAM:=.d)

# $(1) flavour
define describe_rules
INSTALL_$(1) := $(BUILD)/$(ARCH)-$(1)/install
DESCRIBED_$(1) := $$(addprefix $$(INSTALL_$(1))/,bin/kernel.elf libsel4/include/autoconf.h \
    libsel4/include/kernel/gen_config.json libsel4/include/sel4/gen_config.json generated/invocations_all.json \
    object_sizes.json address_space_constants.json \
    $(if $(BOARD_PROGRAM),gen_headers/plat/machine/platform_gen.json))

$$(INSTALL_$(1))/bin/kernel.elf: $(BUILD)/$(ARCH)-$(1)/kernel.elf
	@mkdir -p $$(@D)
	$$(Q)cp $(foreach kernel,$(ISA_KERNELS),$(BUILD)/$(ARCH)-$(1)/$(kernel)) $$(@D)/
$$(INSTALL_$(1))/bin/kernel.elf: $(foreach kernel,$(ISA_KERNELS),$(BUILD)/$(ARCH)-$(1)/$(kernel))

# All headers; the two of the configuration without conditions.
$$(INSTALL_$(1))/libsel4/include/autoconf.h: $$(DESCRIBE_NEEDS) $$(LIBSEL4_SRC) | packages
	@rm -rf $$(INSTALL_$(1))/libsel4 && mkdir -p $$(@D) $$(INSTALL_$(1))/libsel4/src
	$$(call say,install,$$(@D))
	$$(Q)cp -r $$(DESCRIBE_FOLDERS) $$(@D)/ && cp $$(LIBSEL4_SRC) $$(INSTALL_$(1))/libsel4/src/
	$$(Q)$$(call describe,$(1),config-header) > $$(@D)/kernel/gen_config.h
	$$(Q)$$(call describe,$(1),libsel4-header) > $$(@D)/sel4/gen_config.h

$$(INSTALL_$(1))/libsel4/include/kernel/gen_config.json: $$(INSTALL_$(1))/libsel4/include/autoconf.h
	$$(Q)$$(call describe,$(1),config-json) > $$@
$$(INSTALL_$(1))/libsel4/include/sel4/gen_config.json: $$(INSTALL_$(1))/libsel4/include/autoconf.h
	$$(Q)$$(call describe,$(1),libsel4-json) > $$@
$$(INSTALL_$(1))/generated/invocations_all.json: $$(DESCRIBE_NEEDS) | packages
	@mkdir -p $$(@D)
	$$(Q)$$(call describe,$(1),labels) > $$@
$$(INSTALL_$(1))/object_sizes.json: $$(DESCRIBE_NEEDS) | packages
	@mkdir -p $$(@D)
	$$(Q)$$(call describe,$(1),sizes) > $$@
$$(INSTALL_$(1))/address_space_constants.json: $$(DESCRIBE_NEEDS) | packages
	@mkdir -p $$(@D)
	$$(Q)$$(call describe,$(1),addresses) > $$@
$$(INSTALL_$(1))/gen_headers/plat/machine/platform_gen.json: $$(BOARD_PROGRAM) $(BUILD)/$(ARCH)-$(1)/kernel.elf
	@mkdir -p $$(@D)
	$$(Q)$$(BOARD_PROGRAM) $$$$($$(OBJDUMP) -p $(BUILD)/$(ARCH)-$(1)/kernel.elf | awk '/LOAD/ { print $$$$7; exit }') > $$@
	@mkdir -p $$(INSTALL_$(1))/support
	@for form in json yaml; do cp $$@ $$(INSTALL_$(1))/support/platform_gen.$$$$form; done # JSON is YAML, too

PROGRAMS += $$(DESCRIBED_$(1))
endef
# $(1) flavour, $(2) what
describe = $(DESCRIBE) $(2) $(CC) $(ISA_TARGET_$(COMPILER)) -ffreestanding $(LIBSEL4_INCLUDES) $(USER_FLAGS_$(1))
$(foreach flavour,$(FLAVOURS),$(eval $(call describe_rules,$(flavour))))

.PHONY: descriptions
descriptions: $(foreach flavour,$(FLAVOURS),$(DESCRIBED_$(flavour))) ## what system tools read: install/ of each flavour
