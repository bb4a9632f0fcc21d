# SPDX-License-Identifier: BSD-2-Clause

.PHONY: conformance
conformance: ## run the test suites and write docs/conformance.md
	@$(MAKE) --no-print-directory test ONLY='^(system|host)/' || true
	@tools/conformance.sh $(BUILD)/test-logs > docs/conformance.md
	@sed -n '/^- requirements/,/^- on riscv64/p' docs/conformance.md
