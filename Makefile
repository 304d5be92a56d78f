# `make read` opens the reader, `make test` checks everything; both set up what they need.
.PHONY: read test check test-avx2 test-ray chromium format clean

# uv from the machine when there is one, else installed into the environment by pip.
UV := $(or $(shell command -v uv),.venv/bin/uv)
RUN := .venv/bin

read: .venv/.read
	$(RUN)/visavis read

test: .venv/.test chromium
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/pytest
	$(MAKE) --no-print-directory test-avx2 test-ray

# The quick part of the tests, without a browser and a second processor.
check: .venv/.test
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/pytest -q tests/test_*.py tests/benchmarks tests/corpus tests/translate

# int8 products differ where a processor has VNNI, and with them the English: nothing that the tests
# promise may hang on that.
test-avx2: .venv/.test
	@if grep -qE 'avx512_vnni|avx_vnni' /proc/cpuinfo 2>/dev/null; then \
		echo "Again without VNNI:"; \
		ONEDNN_MAX_CPU_ISA=AVX2 $(RUN)/pytest tests/translate tests/reader; \
	fi

# Ray is large and only for those who have many machines: it gets an environment of its own.
test-ray: .venv-ray/.test
	.venv-ray/bin/pytest tests/on_ray

.venv/.read: pyproject.toml | $(UV)
	$(UV) sync --quiet --inexact --no-dev --extra argos --extra reader
	touch $@

.venv/.test: pyproject.toml | $(UV)
	$(UV) sync --quiet --inexact
	touch $@

.venv-ray/.test: pyproject.toml | $(UV)
	$(UV) venv --quiet --allow-existing --python $(or $(wildcard .venv/bin/python),python3) .venv-ray
	$(UV) pip install --quiet --python .venv-ray/bin/python --editable '.[ray]' pytest hypothesis
	touch $@

.venv/bin/uv:
	python3 -m venv .venv
	$(RUN)/pip install --quiet --disable-pip-version-check uv
	$(RUN)/pip uninstall --quiet --yes setuptools pip

# The browser tests need a Chromium; Debian's will do.
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
	if command -v apt-get >/dev/null; then \
		root=$$([ $$(id -u) -eq 0 ] || echo sudo); \
		$$root apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive $$root apt-get install -y -qq --no-install-recommends \
			chromium fonts-noto-core >/dev/null; \
	else echo "install Chromium: the browser tests need it" >&2; exit 1; fi

format:
	$(RUN)/ruff check --fix .
	$(RUN)/ruff format .

clean:
	rm -rf .venv .venv-ray .visavis out
