# SPDX-License-Identifier: BSD-2-Clause
# What a root task is given, and a program that knows beforehand: tests/layout/layout_test.sh compares.
$(eval $(call user_program,layout,tests/layout/layout.c $(KIT_SRC)))

TEST_TOOLS += $(BUILD)/host/predict
$(BUILD)/host/predict: tests/layout/predict.c tests/layout/predict_tree.c tests/layout/predict.h | packages
	@mkdir -p $(@D)
	$(call say,compile,$@)
	$(Q)$(HOST_CC) -std=gnu11 -O1 -g $(HOST_SANITIZE) $(WARNINGS) $(REPRODUCIBLE) $(filter %.c,$^) -o $@
