# SPDX-License-Identifier: BSD-2-Clause
# On machines with a device tree; bootinfo.c is x86_64's.
ifneq ($(ARCH),x86_64)
$(eval $(call user_test,bootinfo,tests/system/bootinfo_virt.c))
endif
