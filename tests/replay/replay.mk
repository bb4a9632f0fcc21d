# SPDX-License-Identifier: BSD-2-Clause
#
# Streams of lock-step events on the booted kernel (docs/manual/fuzzing-and-tests.md): a program of the host writes the
# script, the image contains it. `make test` plays REPLAY_STREAMS streams of REPLAY_TURNS turns each.

REPLAY_SEED    := 1
REPLAY_STREAMS := 20
REPLAY_TURNS   := 1000

REPLAY_HOST_SRC := tests/replay/generate.c tests/replay/adapt.c tests/replay/second.c
REPLAY_GENERATE := $(BUILD)/replay/generate

$(REPLAY_HOST_SRC:%.c=$(BUILD)/host-fast/%.o): | packages
$(REPLAY_GENERATE): $(REPLAY_HOST_SRC:%.c=$(BUILD)/host-fast/%.o) $(ALL_fast)
	@mkdir -p $(@D)
	$(call link_host,)
DEPS += $(REPLAY_HOST_SRC:%.c=$(BUILD)/host-fast/%.d)

$(BUILD)/replay/script: $(REPLAY_GENERATE)
	$(call say,generate,$@)
	$(Q)$< $@ $(REPLAY_SEED) $(REPLAY_STREAMS) $(REPLAY_TURNS) > /dev/null

# $(1) flavour
define replay_rules
# Any thread may be without FPU.
$(BUILD)/$(ARCH)-$(1)/tests/replay/play.o: USER_FLAVOUR += -mgeneral-regs-only
$(BUILD)/$(ARCH)-$(1)/tests/replay/script.o: USER_FLAVOUR += -DREPLAY_SCRIPT='"$(BUILD)/replay/script"'
$(BUILD)/$(ARCH)-$(1)/tests/replay/script.o: $(BUILD)/replay/script
endef
$(foreach flavour,$(FLAVOURS),$(eval $(call replay_rules,$(flavour))))

$(eval $(call user_test,replay,$(KIT_SRC) tests/replay/main.c tests/replay/play.c tests/replay/script.c))
