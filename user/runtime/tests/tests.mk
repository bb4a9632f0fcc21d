# SPDX-License-Identifier: BSD-2-Clause

$(eval $(call user_test,runtime,user/runtime/tests/runtime.c))
