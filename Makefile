# Hone: `make demo` shows the main job, `make test` passes the tests; both prepare $(VENV) themselves.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
BASE ?=
HEAD ?= HEAD

.PHONY: demo test lint types bench check lock clean

demo: $(VENV)/ready ## Open a pull request against a stand-in GitHub and show what Hone answers
	@$(BIN)/hone demo $(if $(REPO),--repo "$(REPO)") $(if $(BASE),--base "$(BASE)") $(if $(REPO),--head "$(HEAD)")

test: $(VENV)/ready ## Run every test, warnings as errors
	@$(BIN)/python -m pytest -n auto

lint: $(VENV)/ready ## ruff: rules and format
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/ready ## mypy --strict
	@$(BIN)/mypy

bench: $(VENV)/ready ## Every measurement; each prints a table and one JSON line
	@for file in bench/*.py; do $(BIN)/python $$file; code=$$?; [ $$code -eq 0 ] || echo "$$file: exit $$code"; done

check: lint types test

lock: ## Re-resolve requirements.lock and the image's deploy/runtime.lock (needs uv)
	@uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --upgrade \
		--group dev pyproject.toml --output-file requirements.lock
	@uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
		--constraint requirements.lock pyproject.toml --output-file deploy/runtime.lock

$(VENV)/ready: requirements.lock pyproject.toml
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh deploy/venv.sh

clean:
	@rm -rf $(VENV)
