# SPDX-License-Identifier: BSD-2-Clause
#
# Host tests of libsel4: the real headers over a system call instruction that only records. `make test` runs them with
# all others, `make test-libsel4` alone.

LIBSEL4_TEST_DIR   := $(BUILD)/host-debug/user/libsel4/tests
LIBSEL4_TEST_FLAGS := -std=gnu11 -O1 -g $(HOST_SANITIZE) $(WARNINGS) $(REPRODUCIBLE) -DHF_DEBUG=1 \
    -Iuser/libsel4/tests/mock $(LIBSEL4_INCLUDES)
LIBSEL4_TEST_SRC   := user/libsel4/tests/mock.c $(LIBSEL4_SRC)
# All headers: of several sources in one call the compiler writes the dependencies of the last alone.
LIBSEL4_TEST_HEADERS := $(shell find include user/libsel4 -name '*.h')
LIBSEL4_NO_TLS     := -Iuser/libsel4/tests/no_thread_locals
LIBSEL4_VTX        := -DCONFIG_VTX=1 -DCONFIG_X86_64_VTX_64BIT_GUESTS=1

# $(1) program, $(2) its main source, $(3) configuration
define libsel4_test
$(LIBSEL4_TEST_DIR)/$(1)_test: user/libsel4/tests/$(2).c $(LIBSEL4_TEST_SRC) $(LIBSEL4_TEST_HEADERS) | packages
	@mkdir -p $$(@D)
	$$(HOST_CC) $(3) $$(LIBSEL4_TEST_FLAGS) -MMD -MP -MF $$@.d $$(filter %.c,$$^) -o $$@

DEPS += $(LIBSEL4_TEST_DIR)/$(1)_test.d
LIBSEL4_TESTS += $(LIBSEL4_TEST_DIR)/$(1)_test
endef
LIBSEL4_TESTS :=
$(eval $(call libsel4_test,constants,constants_test))
$(eval $(call libsel4_test,labels,labels_test))
$(eval $(call libsel4_test,labels_vtx,labels_test,$(LIBSEL4_VTX)))
$(eval $(call libsel4_test,labels_debug,labels_test,-DCONFIG_HARDWARE_DEBUG_API=1))
$(eval $(call libsel4_test,invocations,invocations_test))
$(eval $(call libsel4_test,invocations_vtx,invocations_test,$(LIBSEL4_VTX)))
$(eval $(call libsel4_test,syscalls,syscalls_test))
$(eval $(call libsel4_test,buffer,buffer_test))
$(eval $(call libsel4_test,syscalls_no_tls,syscalls_test,$(LIBSEL4_NO_TLS)))
$(eval $(call libsel4_test,buffer_no_tls,buffer_test,$(LIBSEL4_NO_TLS)))

HOST_TESTS   += $(LIBSEL4_TESTS)
TEST_SCRIPTS += user/libsel4/tests/headers_test.sh

.PHONY: test-libsel4
test-libsel4: $(LIBSEL4_TESTS) ## the host tests of libsel4
	@for test in $(LIBSEL4_TESTS) user/libsel4/tests/headers_test.sh; do $$test || exit 1; done
