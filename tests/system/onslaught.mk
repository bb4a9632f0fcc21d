# SPDX-License-Identifier: BSD-2-Clause
# The callers' program is copied to a page of its own: no vector instructions, which need constants from elsewhere.
$(foreach flavour,$(FLAVOURS),$(eval $(BUILD)/$(ARCH)-$(flavour)/tests/system/onslaught/program.o: \
    USER_FLAVOUR += $(or $(ISA_NO_FPU_FLAGS),-mno-implicit-float)))
$(foreach flavour,$(FLAVOURS),$(eval $(BUILD)/$(ARCH)-$(flavour)/tests/system/onslaught/%.o: \
    USER_FLAVOUR += -Itests/system/onslaught/$(ARCH)))
