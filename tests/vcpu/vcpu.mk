# SPDX-License-Identifier: BSD-2-Clause
#
# AArch64's virtual CPUs on this machine: the plain C of kernel/arch/aarch64 with the leaves of tests/vcpu/mock and the
# processor for guests of the host port.

ifneq ($(ARCH),aarch64)
VCPU_TEST     := $(BUILD)/host-debug/tests/vcpu/vcpu_test
VCPU_TEST_SRC := tests/vcpu/vcpu_test.c tests/vcpu/vcpu_spec.c kernel/arch/aarch64/switch.c \
    $(addprefix kernel/arch/aarch64/,vcpu.c vcpu_invoke.c vcpu_event.c) kernel/arch/host/aarch64/host_guest.c

# No dependency file: the test's hw.h is in the place of the kernel's, which the check of includes would take amiss.
$(VCPU_TEST): $(VCPU_TEST_SRC) $(wildcard tests/vcpu/*.h tests/vcpu/mock/*.h kernel/*/*.h kernel/arch/aarch64/*.h \
    kernel/arch/host/aarch64/host_guest.h) | packages
	@mkdir -p $(@D)
	$(call say,compile,$@)
	$(Q)$(HOST_CC) -std=gnu11 -O1 -g $(HOST_SANITIZE) $(WARNINGS) $(REPRODUCIBLE) -fno-strict-aliasing -DHF_HOST=1 \
	    -DHF_DEBUG=1 -Itests/vcpu/mock -Iinclude -Iinclude/arch/aarch64 -Ikernel -Ikernel/arch \
	    -Ikernel/arch/aarch64 -Ikernel/arch/host/aarch64 $(VCPU_TEST_SRC) -o $@

HOST_TESTS += $(VCPU_TEST)
endif
