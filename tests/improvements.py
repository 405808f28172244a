"""Findings of every kind in one small shop, and the prompts that are written of them."""

from dataclasses import replace

from service import execute, plan
from service.model import Analysis, Category, Finding, Fix, Function, Grounding, Prompt, Severity
from service.prompts import MetaPrompt
from tests.examples import CHANGE, finding

NOW = 1_763_800_000.0
MANIFESTS = {"pyproject.toml": b"[tool.pytest.ini_options]\n[tool.ruff]\n[tool.mypy]\npackages = ['shop']\n"}
TREE = ("shop/export.py", "shop/config.py", "shop/rates.py", "shop/price.py", "tests/test_export.py", "CONTRIBUTING.md")
FETCH = Function("shop/rates.py", "Rates.fetch", 30, 52, 4, 23)
FUNCTIONS = (
    Function("shop/export.py", "upload", 8, 21, 3, 14),
    Function("shop/price.py", "price_of", 10, 74, 23, 65),
    FETCH,
)
SHELL = finding(advice="Pass the command as a list of arguments: a shell runs whatever the input contains.")
BLOCKING = finding(
    rule="ASYNC210",
    path="shop/rates.py",
    start=41,
    end=41,
    message="Async functions should not call blocking HTTP methods",
    severity=Severity.MEDIUM,
    category=Category.PERFORMANCE,
    advice="Use an asynchronous HTTP client: this call stops every other task while it waits.",
    fingerprint="b" * 64,
    id="fblock22",
)
COMPLEX = finding(
    tool="lizard",
    rule="complexity",
    path="shop/price.py",
    start=10,
    end=74,
    message="`price_of` has cyclomatic complexity 23, above the limit of 15",
    severity=Severity.MEDIUM,
    category=Category.MAINTAINABILITY,
    minutes=38,
    advice="Split the function along its branches, each part with a name that says what it decides.",
    metric=23,
    limit=15,
    symbol="price_of",
    fingerprint="c" * 64,
    id="fcomplex",
)
SECRET = finding(
    tool="secrets",
    rule="github-token",
    path="shop/config.py",
    start=3,
    end=3,
    message="GitHub token",
    fingerprint="d" * 64,
    id="fsecret2",
    advice="Revoke it at its issuer.",
)
MISLEADING = finding(
    rule="F811",
    path="shop/config.py",
    start=5,
    end=9,
    message="Redefinition of unused `rate` from line 3",
    advice="Remove one of the two definitions.",
    severity=Severity.MEDIUM,
    category=Category.MAINTAINABILITY,
    fingerprint="e" * 64,
    id="fredefin",
)
UNRELIABLE = replace(
    MISLEADING,
    category=Category.RELIABILITY,
    rule="B006",
    message="Do not use mutable data structures for argument defaults",
    advice="Use `None` and make the list inside: all calls share this one.",
    fingerprint="0" * 64,
    id="fmutable",
)
MECHANICAL = replace(
    UNRELIABLE,
    rule="F632",
    path="shop/rates.py",
    start=41,
    end=42,
    message="Use `==` to compare constant literals",
    advice="Compare with `==`: identity of equal values is an accident.",
    fix=Fix(41, 42, ("    if currency == 'EUR' and (", "        rate == 1):")),
    fingerprint="1" * 64,
    id="fliteral",
)
HIDDEN = replace(
    SHELL,
    tool="hidden",
    rule="direction-changing-character",
    message="A character that nobody sees changes the direction of writing here",
    advice="Write the character as an escape, or remove it: the line reads differently than it runs.",
    fingerprint="2" * 64,
    id="fhidden2",
)
WORKFLOW = replace(
    SHELL,
    tool="zizmor",
    rule="template-injection",
    path=".github/workflows/ci.yml",
    message="code injection via template expansion",
    advice="Pass the value through `env`: it is pasted into the script before the shell sees it.",
    fingerprint="3" * 64,
    id="fworkfl2",
)
UNTESTED, UNDOCUMENTED = plan.missing(Analysis(untested=("shop/export.py",), undocumented=(FETCH,)))
ALL = (
    *(SHELL, BLOCKING, COMPLEX, SECRET, MISLEADING, UNRELIABLE, MECHANICAL, HIDDEN, WORKFLOW),
    *(UNTESTED, UNDOCUMENTED),
)


def grounded(*findings: Finding, manifests: dict[str, bytes] = MANIFESTS) -> Grounding:
    """What the shop's head has around these findings."""
    tree = {*TREE, *manifests, *(found.path for found in findings)}
    return execute.ground(Analysis(introduced=findings), FUNCTIONS, tree, manifests)


def rewritten(found: Finding, grounding: Grounding) -> Prompt:
    """The prompt of one finding by these facts."""
    (improvement,) = plan.asked([found], grounding)
    return execute.write(improvement, grounding, CHANGE, NOW)


def written(*findings: Finding, manifests: dict[str, bytes] = MANIFESTS, template: MetaPrompt | None = None) -> Prompt:
    """The prompt of the one improvement these findings make."""
    grounding = grounded(*findings, manifests=manifests)
    (improvement,) = plan.asked(findings, grounding)
    return execute.write(improvement, grounding, CHANGE, NOW, template)
