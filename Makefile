# Hone: `make demo` shows the main job, `make test` passes the tests; both prepare .venv themselves.
PYTHON ?= python3
BIN := .venv/bin
BASE ?=
HEAD ?= HEAD

.PHONY: demo test lint types bench check lock clean

demo: .venv/ready ## Open a pull request against a stand-in GitHub and show what Hone answers
	@$(BIN)/hone demo $(if $(REPO),--repo "$(REPO)") $(if $(BASE),--base "$(BASE)") $(if $(REPO),--head "$(HEAD)")

test: .venv/ready ## Run every test, warnings as errors
	@$(BIN)/python -m pytest

lint: .venv/ready ## ruff: rules and format
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: .venv/ready ## mypy --strict
	@$(BIN)/mypy

bench: .venv/ready ## Every measurement; each prints a table and one JSON line
	@for file in bench/*.py; do $(BIN)/python $$file; code=$$?; [ $$code -eq 0 ] || echo "$$file: exit $$code"; done

check: lint types test

lock: ## Re-resolve requirements.lock and the image's deploy/runtime.lock (needs uv)
	@uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --upgrade \
		--group dev pyproject.toml --output-file requirements.lock
	@uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
		--constraint requirements.lock pyproject.toml --output-file deploy/runtime.lock

.venv/ready: requirements.lock pyproject.toml
	@PYTHON="$(PYTHON)" sh deploy/venv.sh

clean:
	@rm -rf .venv
