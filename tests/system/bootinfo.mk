# SPDX-License-Identifier: BSD-2-Clause

$(eval $(call user_test,bootinfo,tests/system/bootinfo.c tests/system/bootinfo_memory.c))
