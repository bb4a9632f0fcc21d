# SPDX-License-Identifier: BSD-2-Clause
#
# User programs. In a program's own .mk:
#
#     $(eval $(call user_program,hello,user/hello/hello.c))
#
# makes build/<arch>-<flavour>/user/hello.elf for both flavours with `make`, to boot with `make run IMAGE=...`.
# user_test does the same for a program that `make test` boots, which prints ok and not ok lines.

RUNTIME_SRC     := $(LIBSEL4_SRC) user/runtime/crt0-$(ARCH).S user/runtime/thread-$(ARCH).c \
                   user/runtime/console-$(ARCH).c user/runtime/start.c user/runtime/print.c user/runtime/string.c
# The kit (user/kit/kit.h): slots, objects, threads for initial tasks that experiment.
KIT_SRC := $(sort $(wildcard user/kit/*.c user/kit/$(ARCH)/*.c))
RUNTIME_SCRIPT  := user/runtime/user-$(ARCH).ld
RUNTIME_LDFLAGS := -nostdlib -static --build-id=none -z max-page-size=0x1000 -z noexecstack --gc-sections \
    --fatal-warnings -T $(RUNTIME_SCRIPT)

USER_FLAGS := $(ISA_TARGET_$(COMPILER)) $(ISA_USER_FLAGS) -std=gnu11 -ffreestanding -fno-pic \
    -fno-stack-protector -fno-asynchronous-unwind-tables -fno-unwind-tables -fno-common \
    -ffunction-sections -fdata-sections -O2 -g $(WARNINGS) $(REPRODUCIBLE) \
    $(LIBSEL4_INCLUDES) -Iuser/runtime/include -Iuser -Iuser/kit/$(ARCH)
USER_FLAGS_release := -DHF_DEBUG=0
USER_FLAGS_debug   := -DHF_DEBUG=1

# Objects of sources: $(call user_objects,FLAVOUR,SOURCES)
user_objects = $(addsuffix .o,$(addprefix $(BUILD)/$(ARCH)-$(1)/,$(basename $(2))))

# $(1) flavour
define user_rules
$(BUILD)/$(ARCH)-$(1)/user/%.o $(BUILD)/$(ARCH)-$(1)/tests/%.o: USER_FLAVOUR := $$(USER_FLAGS_$(1))
$(BUILD)/$(ARCH)-$(1)/tests/system/%.o: USER_FLAVOUR += -Itests/system -Itests/system/isa/$(ARCH)

$(BUILD)/$(ARCH)-$(1)/user/%.o: user/%.c | packages
	@mkdir -p $$(@D)
	$$(call say,compile,$$@)
	$$(Q)$$(CC) $$(USER_FLAGS) $$(USER_FLAVOUR) -MMD -MP $$(call json_fragment,$$@) -c $$< -o $$@

$(BUILD)/$(ARCH)-$(1)/user/%.o: user/%.S | packages
	@mkdir -p $$(@D)
	$$(call say,compile,$$@)
	$$(Q)$$(CC) $$(USER_FLAGS) $$(USER_FLAVOUR) -MMD -MP -c $$< -o $$@

$(BUILD)/$(ARCH)-$(1)/tests/%.o: tests/%.c | packages
	@mkdir -p $$(@D)
	$$(call say,compile,$$@)
	$$(Q)$$(CC) $$(USER_FLAGS) $$(USER_FLAVOUR) -MMD -MP $$(call json_fragment,$$@) -c $$< -o $$@

# Without this the compiler makes memcpy out of the loop in memcpy.
$(BUILD)/$(ARCH)-$(1)/user/runtime/string.o: USER_FLAVOUR += -fno-builtin
endef
$(foreach flavour,$(FLAVOURS),$(eval $(call user_rules,$(flavour))))

# $(1) name, $(2) sources, $(3) flavour
define user_image
$(BUILD)/$(ARCH)-$(3)/user/$(1).elf: $(call user_objects,$(3),$(RUNTIME_SRC) $(2)) $(RUNTIME_SCRIPT)
	$$(call say,link,$$@)
	$$(Q)$$(LD) $$(RUNTIME_LDFLAGS) -Map=$$(@:.elf=.map) $$(filter %.o,$$^) -o $$@

DEPS += $(patsubst %.o,%.d,$(call user_objects,$(3),$(RUNTIME_SRC) $(2)))
endef

# $(1) name, $(2) sources
define user_program
$(foreach flavour,$(FLAVOURS),$(call user_image,$(1),$(2),$(flavour))
PROGRAMS += $(BUILD)/$(ARCH)-$(flavour)/user/$(1).elf
)
endef
define user_test
$(foreach flavour,$(FLAVOURS),$(call user_image,$(1),$(2),$(flavour))
SYSTEM_TESTS += $(BUILD)/$(ARCH)-$(flavour)/user/$(1).elf
)
endef
