# SPDX-License-Identifier: BSD-2-Clause
# On the booted kernel of every ISA.
$(eval $(call user_test,stubs,user/libsel4/tests/system/stubs.c))
