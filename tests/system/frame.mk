# SPDX-License-Identifier: BSD-2-Clause
#
# Suites on the frame (frame.h): every folder here with a main.c, of its own or of the ISA's folder in it, is one image
# of the sources in both. tests/system/isa/ has what all suites need of the ISA.

# Sources of other suites that a suite has, too.
SYSTEM_ALSO_loops := $(addprefix tests/system/vcpu/aarch64/,beside.c guest.c monitor.c)

SYSTEM_SUITES := $(sort $(patsubst tests/system/%/main.c,%,$(wildcard tests/system/*/main.c)) \
    $(patsubst tests/system/%/$(ARCH)/main.c,%,$(wildcard tests/system/*/$(ARCH)/main.c)))
SYSTEM_FRAME_SRC := $(addprefix tests/system/,frame.c probe.c call.c) $(sort $(wildcard tests/system/isa/$(ARCH)/*.c))
$(foreach suite,$(SYSTEM_SUITES),$(eval $(call user_test,$(suite),$(KIT_SRC) $(SYSTEM_FRAME_SRC) \
    $(SYSTEM_ALSO_$(suite)) \
    $(sort $(wildcard tests/system/$(suite)/*.c tests/system/$(suite)/$(ARCH)/*.c)))))
