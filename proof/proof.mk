# SPDX-License-Identifier: BSD-2-Clause
#
# Fuzzing looks at the kernel; specification, abstraction and invariants are its oracle. Without sanitizers and coverage
# they are several times as fast.
$(HOST_PROOF_SRC:%.c=$(BUILD)/$(HOST)-fuzz/%.o): HOST_FLAGS_fuzz := -O2

lockstep: $(BUILD)/$(HOST)-fast/proof/lockstep_test ## random calls against the specification (MACHINES=20000 SEED=1)
	@$< $(or $(MACHINES),20000) $(or $(SEED),1)

campaign: ## lock-step for hours, on what is checked in (EVENTS=50000000 SEED=1)
	@tools/run-campaign.sh $(or $(EVENTS),50000000) $(or $(SEED),1) $(ARCH)
.PHONY: lockstep campaign
