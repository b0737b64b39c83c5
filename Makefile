# The commands of this repository. Needed beforehand: git, make and Python 3.11 or newer.
#
#   make demo    set up, then review the four worked cases and a fax and write three letters; results in out/
#   make test    set up, then lint, format, types, layers, tests
#   make bench   set up, then measure speed on this machine (a table, nothing asserted)
#   make lock    resolve the requirement files again (the only command that picks new versions)
#   make clean   remove what the commands above made
#
# Everything installed comes from requirements/*.txt with its hash: pip brings uv, uv brings the rest.

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3.11)

venv := .venv
bin := $(venv)/bin
made := $(venv)/made
cases := $(sort $(patsubst cases/%/request.yaml,%,$(wildcard cases/*/request.yaml)))
say = @printf '\033[2m--\033[0m %s\n'

# Certificates come from the machine's own store, and the mirror (if any) from pip's settings: uv and node do not read those by themselves.
export UV_SYSTEM_CERTS := 1
export NODE_EXTRA_CA_CERTS ?= $(wildcard /etc/ssl/certs/ca-certificates.crt)
export UV_NO_PROGRESS := 1
# What was compiled is kept: every command and every test would else compile the program and its libraries anew.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1
uv := $(bin)/uv
mirror = $(shell $(bin)/python -m pip config list 2>/dev/null | sed -nE "s/^(global|install|:env:)\.index-url='(.*)'/\2/p" | tail -n 1)
install = $(if $(UV_DEFAULT_INDEX),,$(addprefix UV_DEFAULT_INDEX=,$(mirror))) $(uv) pip install --quiet --python $(bin)/python --require-hashes

.PHONY: help setup demo test check bench lock clean
.DELETE_ON_ERROR:
help:
	@sed -n 's/^#   //p' Makefile

# ---- set-up: each stamp in .venv/made says that its step is done for the files it was made from ----

$(made)/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; found: $$($(PYTHON) --version 2>&1). Name one with: make PYTHON=/path/to/python3.11"; exit 1; }
	$(say) "setting up: Python environment in $(venv)"
	@$(PYTHON) -m venv $(venv) || { echo "$(PYTHON) cannot make an environment (on Debian: apt-get install python3-venv)"; exit 1; }
	$(say) "setting up: uv, the installer"
	@$(bin)/python -m pip install -qq --require-hashes -r requirements/uv.txt
	@mkdir -p $(made) && touch $@

$(made)/core: $(made)/uv requirements/core.txt requirements/build.txt pyproject.toml
	$(say) "setting up: $$(grep -c '==' requirements/core.txt) libraries that the program uses"
	@$(install) -r requirements/core.txt -r requirements/build.txt
	@$(uv) pip install --quiet --python $(bin)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(made)/dev: $(made)/core requirements/dev.txt $(made)/scans $(made)/node
	$(say) "setting up: what the tests use"
	@$(install) -r requirements/dev.txt
	@touch $@

$(made)/codes: $(made)/core $(wildcard src/mednec/terminology/icd10cm*.py)
	$(say) "setting up: the table of ICD-10-CM codes"
	@$(bin)/python -m mednec.terminology.icd10cm
	@touch $@

# $(call program,TEST,PACKAGES,WHAT): a program of the system. Where TEST does not find it, Debian installs it, if the
# set-up may ask it to (as root, or with sudo that asks nothing); else WHAT says what will be missing.
define program
@$(1) > /dev/null 2>&1 || { \
  if command -v apt-get > /dev/null && { [ "$$(id -u)" = 0 ] || sudo -n true 2> /dev/null; }; then \
    printf '\033[2m--\033[0m setting up: %s\n' '$(2)'; \
    root="$$([ "$$(id -u)" = 0 ] || echo sudo -n)"; get="env DEBIAN_FRONTEND=noninteractive apt-get -qq"; \
    { $$root $$get install -y --no-install-recommends $(2) || \
      { $$root $$get update && $$root $$get install -y --no-install-recommends $(2); }; } \
      > $(made)/$(notdir $@).log 2>&1 < /dev/null || true; \
  fi; \
  $(1) > /dev/null 2>&1 || echo "$(3): install $(2)"; }
endef

$(made)/scans: $(made)/uv
	$(call program,command -v tesseract,tesseract-ocr,Scans will not be read)
	@touch $@

# A real database, a real browser, and node for an identity provider and the checks of accessibility.
$(made)/programs: $(made)/uv
	$(call program,ls /usr/lib/postgresql/*/bin/initdb,postgresql,The tests on PostgreSQL will fail)
	$(call program,command -v chromium,chromium,The tests in a browser will fail)
	$(call program,command -v npm,nodejs npm,The tests of sign-in and accessibility will fail)
	@touch $@

$(made)/node: $(made)/programs tests/node/package-lock.json
	$(say) "setting up: an identity provider and the checks of accessibility"
	@npm ci --prefix tests/node --silent --no-audit --no-fund
	@touch $@

$(made)/extras: $(made)/core requirements/extras.txt $(made)/scans
	$(say) "setting up: what reads PDFs and scans, searches, and prints letters"
	@$(install) -r requirements/extras.txt
	@touch $@

setup: $(made)/codes $(made)/extras

# ---- what a user sees ----

demo: $(made)/codes $(made)/extras
	@for id in $(cases); do \
	  printf '\n\033[1m== mednec review cases/%s\033[0m\n\n' $$id; \
	  $(bin)/mednec review cases/$$id --format text || exit $$?; \
	  for format in html md json; do $(bin)/mednec review cases/$$id --format $$format --out out/$$id > out.log 2>&1 || { cat out.log; rm -f out.log; exit 1; }; done; rm -f out.log; \
	done
	@for packet in cases/packets/*.pdf; do \
	  printf '\n\033[1m== mednec review %s\033[0m\n\n' $$packet; \
	  $(bin)/mednec review $$packet --format html --out out/packets/$$(basename $$packet .pdf) || exit $$?; \
	done
	@for letter in gap peer appeal; do $(bin)/mednec letter $$letter cases/IG-DEV-02 --format pdf --out out/letters || exit $$?; done
	@printf '\nEach determination stands in out/: open out/<case>/*.html in a browser.\n'

# ---- what a developer runs ----

test check: $(made)/dev $(made)/codes
	$(say) "lint"
	@$(bin)/ruff check --quiet .
	@$(bin)/ruff format --quiet --check . || { echo "not formatted: run $(bin)/ruff format ."; exit 1; }
	$(say) "types"
	@$(bin)/mypy --strict --no-error-summary --num-workers 2
	$(say) "layers"
	@$(bin)/lint-imports --no-logo > $(made)/layers.txt 2>&1 || { cat $(made)/layers.txt; exit 1; }
	$(say) "tests"
	@$(bin)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

bench: $(made)/dev $(made)/codes
	@$(bin)/python -m bench.speed

# ---- new versions, chosen on purpose ----

compile := UV_CUSTOM_COMPILE_COMMAND="make lock" $(uv) pip compile --quiet --python $(bin)/python --universal --python-version 3.11 \
  --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --upgrade

lock: $(made)/uv
	$(say) "resolving requirements/*.txt"
	@$(compile) requirements/uv.in --output-file requirements/uv.txt
	@$(compile) pyproject.toml --output-file requirements/core.txt
	@$(compile) requirements/build.in --constraints requirements/core.txt --output-file requirements/build.txt
	@$(compile) pyproject.toml --extra all --constraints requirements/core.txt --constraints requirements/build.txt --output-file requirements/extras.txt
	@$(compile) pyproject.toml --extra dev --constraints requirements/extras.txt --constraints requirements/core.txt --constraints requirements/build.txt --output-file requirements/dev.txt

clean:
	rm -rf $(venv) out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
