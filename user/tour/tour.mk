# SPDX-License-Identifier: BSD-2-Clause
# The initial task of `make run`. It carries the guest program, which it starts, inside (guest_image.S).
$(eval $(call user_program,guest,user/tour/guest/guest.c))
$(eval $(call user_program,tour,$(sort $(wildcard user/tour/*.c)) user/tour/guest_image.S $(KIT_SRC)))

$(foreach flavour,$(FLAVOURS),$(eval \
$(BUILD)/$(ARCH)-$(flavour)/user/tour/guest_image.o: $(BUILD)/$(ARCH)-$(flavour)/user/guest.elf))
$(foreach flavour,$(FLAVOURS),$(eval \
$(BUILD)/$(ARCH)-$(flavour)/user/tour/guest_image.o: USER_FLAVOUR += -I$(BUILD)/$(ARCH)-$(flavour)/user))

# Its test is a dialogue: tests/system/tour.dialogue.
SYSTEM_TESTS += $(foreach flavour,$(FLAVOURS),$(BUILD)/$(ARCH)-$(flavour)/user/tour.elf)
