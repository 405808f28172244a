"""One prompt that a maintainer would hand on as it is, and the facts of the repository it is about."""

from service.model import Command, Grounding, LinkedIssue, Outline, Passage, Symbol

FACTS = Grounding(
    paths=frozenset(
        {"shop/export.py", "shop/price.py", "tests/test_export.py", "pyproject.toml", "CONTRIBUTING.md", "poetry.lock"}
        | {"docs/roadmap.md", "web/package.json", "web/app.ts", ".github/workflows/ci.yml", "go.mod"}
    ),
    commands=(
        Command("pytest", "test", "pyproject.toml"),
        Command("ruff check", "lint", "pyproject.toml"),
        Command("cd web && npm run test", "test", "web/package.json"),
    ),
    passages=(Passage("fabcdefg", "shop/export.py", "upload", 8, 21, "tests/test_export.py", ("shop/price.py:3",)),),
    changed=("shop/export.py", "shop/price.py"),
    outlines=(
        Outline("shop/export.py", 40, (Symbol("upload", 8, 21, changed=True), Symbol("Bucket.put", 25, 38))),
        Outline("shop/price.py", 12, (Symbol("price_of", 1, 12),)),
    ),
    issues=(LinkedIssue(12, "Exports hang", "Q3 reliability"),),
)

GOOD = """Pass the command of upload as a list (shop/export.py)

First check the finding against the code as it is now; it was seen at commit aaaaaaa. Skip what no longer holds.

GOAL
Users cannot trust `upload` with a file name from outside, because the change hands it to a shell.
Measure: open findings 1 -> 0 (source: finding fabcdefg). It belongs to #12.

CONTEXT
F-1. `shop/export.py:12` in `upload`: ruff S602, finding fabcdefg: "'subprocess' call with 'shell=True'"
F-2. `upload` is called at `shop/price.py:3`; its tests are in `tests/test_export.py`.

DEPENDENCIES
D-1. None beyond `shop/export.py` and the tools of `pyproject.toml`.

REQUIREMENTS
R-1. At `shop/export.py:12` in `upload`, pass the command as a list of arguments (finding fabcdefg).
R-2. Keep the parameters, return values and raised errors of `upload`; `shop/price.py` stays as it is.
R-3. Add a test to `tests/test_export.py` that exports to a path with a space; it passes afterwards.

OUT OF SCOPE
- Everything but `shop/export.py:8-21` and `tests/test_export.py`.
- Suppressing the finding by a comment or by configuration.

SUCCESS CRITERIA
AC-1. (R-1) When Hone analyses the new head, `shop/export.py` shall have 0 findings fabcdefg.
AC-2. (R-2, R-3) When `pytest` runs, it shall exit 0.
AC-3. (R-2) When `ruff check` runs, it shall exit 0.

EDGE CASES
E-1. When the file name holds a semicolon, `upload` passes it as one argument.
E-2. When the command is missing on the host, `upload` raises the same FileNotFoundError as before.
E-3. When `pytest` exits non-zero before your change, report the exit code and leave that failure alone.

IMPACT
Performance: `upload` takes at most 5 % longer than at aaaaaaa.
Security: the affected surface is `upload`; it accepts no more than before.

VALIDATION APPROACH
```sh
pytest
ruff check
```
V-1. Both exit 0 (R-2, R-3).
V-2. The check run of the new head no longer lists fabcdefg (R-1).

ROLLBACK
Run `git revert <commit>` as soon as 1 check that passed at aaaaaaa fails.

NEXT ITERATION
Hone looks again at `shop/export.py` when you push.

RETURN CONTRACT
Prompt-Id: 01JD0000000000000000000000
R-n: done, or skipped with the reason"""
