# SPDX-License-Identifier: BSD-2-Clause

$(eval $(call user_test,machine,tests/system/machine.c tests/system/machine_traps.c tests/system/machine_state.c \
    tests/system/machine_time.c tests/system/machine_random.c tests/system/machine_threads.c))
