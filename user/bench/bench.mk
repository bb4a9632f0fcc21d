# SPDX-License-Identifier: BSD-2-Clause
# `make bench`: see tools/run-bench.sh. Threads that must not use the FPU run this code: general registers only.
$(foreach flavour,$(FLAVOURS),$(BUILD)/$(ARCH)-$(flavour)/user/bench/%.o): \
    USER_FLAVOUR += -Iuser/bench/$(ARCH) $(ISA_NO_FPU_FLAGS)

$(eval $(call user_program,bench,$(sort $(wildcard user/bench/*.c)) $(KIT_SRC)))
