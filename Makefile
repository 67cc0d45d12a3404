# Everything one does with this repository. On a fresh machine with Python 3.11 (venv, pip) each target sets itself up.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: site serve test check test-all golden bench screenshot audit sbom endurance fuzz fuzz-keep mutate clean

site: .venv/installed            ## build this repository's own site into public/
	$(BIN)/hn-archive build

serve: .venv/installed           ## look at it while you write
	$(BIN)/hn-archive serve

test: .venv/installed            ## the tests that need Python only
	$(BIN)/python -m pytest -q -n auto -m "not tools"

check: .venv/installed           ## style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

test-all: .venv/installed        ## every test; installs a browser, Java and npm packages where they are missing
	tests/tools/install
	$(BIN)/python -m pytest -q -n auto

golden: .venv/installed          ## rewrite golden sites, reports and reference pages; read the diff
	$(BIN)/python -m pytest -q -n auto -m "not tools" --update-golden

bench: .venv/installed           ## how long a build takes, and what it needs
	$(BIN)/python bench/run.py

SECONDS ?= 60
TARGET ?= all
fuzz: .venv/fuzz                 ## look for inputs that break a promise, SECONDS for each TARGET (docs/fuzzing.md)
	tests/fuzz/all try "$(TARGET)" "$(SECONDS)"

fuzz-keep: .venv/fuzz            ## keep of what was found what reaches more of the program; look at it before you commit
	tests/fuzz/all keep "$(TARGET)"

MODULE ?= *
mutate: .venv/fuzz               ## change the program in small ways, and see that a test notices (docs/fuzzing.md)
	nice -n 19 $(BIN)/mutmut run "hn_archive.$(MODULE).*"
	$(BIN)/python tests/mutation.py

screenshot: site                 ## the picture in the README
	tests/tools/install
	$(BIN)/python tests/tools/screenshot.py docs/screenshot.png

audit: .venv-audit/installed     ## look locked versions up in an advisory database, over the network
	.venv-audit/bin/pip-audit --strict --require-hashes --disable-pip --requirement requirements.lock
	.venv-audit/bin/pip-audit --strict --require-hashes --disable-pip --requirement requirements-audit.lock

sbom: .venv/installed .venv-audit/installed  ## all components with versions and licences (CycloneDX), into dist/sbom.json
	mkdir -p dist
	.venv-audit/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --of JSON --output-file dist/sbom.json $(BIN)/python

endurance: .venv/installed       ## a thousand edits with a build each, ten thousand requests to a preview; takes minutes
	HN_ARCHIVE_EDITS=1000 HN_ARCHIVE_REQUESTS=10000 $(BIN)/python -m pytest -q -s tests/test_endurance.py

clean:
	rm -rf .venv .venv-audit mutants tests/fuzz/found tests/fuzz/crashes public dist node_modules tests/tools/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv-audit/installed: requirements-audit.lock
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-audit.lock
	touch $@

.venv/fuzz: .venv/installed requirements-fuzz.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements-fuzz.lock
	touch $@
