# SPDX-License-Identifier: BSD-2-Clause
#
# Streams of lock-step events on the booted kernel (docs/manual/fuzzing-and-tests.md): a program of the host writes the
# script, the image contains it. `make test` plays REPLAY_STREAMS streams of REPLAY_TURNS turns each, from seed 1 on;
# `make replay` plays others, from the image replay-more.

REPLAY_STREAMS := 40
REPLAY_TURNS   := 1000

REPLAY_HOST_SRC := $(addprefix tests/replay/,generate.c adapt.c meet.c second.c $(ARCH)/adapt_isa.c)
REPLAY_HOST_OBJ := $(REPLAY_HOST_SRC:%.c=$(BUILD)/$(HOST)-fast/%.o)
REPLAY_DIR      := $(BUILD)/replay$(HOST:host%=%)
REPLAY_GENERATE := $(REPLAY_DIR)/generate

$(REPLAY_HOST_OBJ): HOST_FLAGS += -Itests/replay/$(ARCH)
$(REPLAY_HOST_OBJ): | packages
$(REPLAY_GENERATE): $(REPLAY_HOST_OBJ) $(ALL_fast)
	@mkdir -p $(@D)
	$(call link_host,)
DEPS += $(REPLAY_HOST_OBJ:%.o=%.d)

$(REPLAY_DIR)/script: $(REPLAY_GENERATE)
	$(call say,generate,$@)
	$(Q)$< $@ 1 $(REPLAY_STREAMS) $(REPLAY_TURNS) > /dev/null
$(REPLAY_DIR)/script-more: $(REPLAY_GENERATE) replay-always
	$(call say,generate,$@)
	$(Q)$< $@ $(or $(SEED),1) $(or $(STREAMS),$(REPLAY_STREAMS)) $(or $(TURNS),$(REPLAY_TURNS)) > /dev/null

# $(1) flavour, $(2) script or script-more
define replay_script
$(BUILD)/$(ARCH)-$(1)/tests/replay/$(2).o: tests/replay/script.c $(REPLAY_DIR)/$(2) | packages
	@mkdir -p $$(@D)
	$$(call say,compile,$$@)
	$$(Q)$$(CC) $$(USER_FLAGS) -DREPLAY_SCRIPT='"$(REPLAY_DIR)/$(2)"' -c $$< -o $$@
endef
$(foreach flavour,$(FLAVOURS),$(foreach script,script script-more,$(eval $(call replay_script,$(flavour),$(script)))))

# Any thread may be without FPU.
$(foreach flavour,$(FLAVOURS),$(eval $(addprefix $(BUILD)/$(ARCH)-$(flavour)/tests/replay/,play.o $(ARCH)/stub.o): \
    USER_FLAVOUR += $(or $(ISA_NO_FPU_FLAGS),-mno-implicit-float)))
$(foreach flavour,$(FLAVOURS),$(eval $(BUILD)/$(ARCH)-$(flavour)/tests/replay/%.o: \
    USER_FLAVOUR += -Itests/replay/$(ARCH)))

REPLAY_SRC := $(KIT_SRC) tests/replay/main.c tests/replay/play.c tests/replay/$(ARCH)/stub.c
$(eval $(call user_test,replay,$(REPLAY_SRC) tests/replay/script.c))
REPLAY_MORE_SRC := $(REPLAY_SRC) tests/replay/script-more.c
$(foreach flavour,$(FLAVOURS),$(eval $(call user_image,replay-more,$(REPLAY_MORE_SRC),$(flavour))))

REPLAY_MORE := $(foreach flavour,$(FLAVOURS),$(BUILD)/$(ARCH)-$(flavour)/user/replay-more.elf)
replay: $(KERNELS) $(REPLAY_MORE) ## random calls on the booted kernels (SEED=1 STREAMS=40 TURNS=1000)
	@status=0; for image in $(REPLAY_MORE); do tools/run-system-test.sh $$image $(CPU) || status=1; done; \
	exit $$status
.PHONY: replay replay-always
