# SPDX-License-Identifier: BSD-2-Clause

RUNTIME_TEXT_TEST := $(BUILD)/host-debug/user/runtime/tests/text_test
$(RUNTIME_TEXT_TEST): user/runtime/tests/text_test.c | packages
	@mkdir -p $(@D)
	$(HOST_CC) -std=gnu11 -O1 -g $(HOST_SANITIZE) $(WARNINGS) -Wno-format $(REPRODUCIBLE) -fno-builtin -DHF_DEBUG=1 \
	    $(LIBSEL4_INCLUDES) -Iuser/runtime/include -MMD -MP -MF $@.d $< -o $@

DEPS       += $(RUNTIME_TEXT_TEST).d
HOST_TESTS += $(RUNTIME_TEXT_TEST)
