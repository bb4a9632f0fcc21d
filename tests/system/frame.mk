# SPDX-License-Identifier: BSD-2-Clause
#
# Suites on the frame (frame.h): every folder here with a main.c is one image of all its sources.

SYSTEM_SUITES := $(notdir $(patsubst %/main.c,%,$(sort $(wildcard tests/system/*/main.c))))
$(foreach suite,$(SYSTEM_SUITES),$(eval $(call user_test,$(suite),$(KIT_SRC) tests/system/frame.c tests/system/probe.c \
    tests/system/call.c $(sort $(wildcard tests/system/$(suite)/*.c)))))
