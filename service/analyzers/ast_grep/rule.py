"""A rule of the pack: what a rule file says, checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.model import Category, Severity

ENDINGS = {
    "python": ".py",
    "javascript": ".js",
    "typescript": ".ts",
    "tsx": ".tsx",
    "go": ".go",
    "java": ".java",
    "html": ".html",
}
"""The languages rules may name, as ast-grep calls them, and the ending by which it knows them."""
MATCHING = ("rule", "constraints", "utils", "transform", "fix")
"""Keys of a rule file that are ast-grep's own; see its reference of rule files."""
NEEDED = ("id", "language", "message", "severity", "category", "minutes", "advice", "rule", "valid", "invalid")
MAY = frozenset({*NEEDED, *MATCHING, "note", "cwe", "safe", "tests", "product", "deployed"})
CWE = re.compile(r"CWE-[1-9]\d{0,4}")


class Faulty(ValueError):
    """A rule file that cannot be used, and why: a mistake of whoever wrote the rule, never of a repository."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule file.

    `tests`: it holds in test code, too. `product`: it does not hold beside the product (scripts, documentation).
    `deployed`: it does not hold in settings for development or tests, as their file name tells.
    `safe`: its `fix` may be suggested blindly. `matching` is ast-grep's part, `valid` and `invalid` are code examples.
    """

    id: str
    languages: tuple[str, ...]
    message: str
    severity: Severity
    category: Category
    minutes: int
    advice: str
    matching: Mapping[str, Any]
    valid: tuple[str, ...]
    invalid: tuple[str, ...]
    note: str = ""
    cwe: str = ""
    safe: bool = False
    tests: bool = False
    product: bool = False
    deployed: bool = False


def rule(name: str, given: object) -> Rule:
    """The rule of a file called `<name>.yml`. Raises Faulty, which names the first thing that is wrong."""
    if not isinstance(given, dict):
        raise Faulty(f"{name}: a rule file is one mapping")
    if fault := _keys(given) or _name(given, name) or _texts(given) or _flags(given) or _examples(given):
        raise Faulty(f"{name}: {fault}")
    language = given["language"]
    return Rule(
        id=name,
        languages=(language,) if isinstance(language, str) else tuple(language),
        message=given["message"],
        severity=Severity(given["severity"]),
        category=Category(given["category"]),
        minutes=given["minutes"],
        advice=given["advice"],
        matching={key: given[key] for key in MATCHING if key in given},
        valid=tuple(given["valid"]),
        invalid=tuple(given["invalid"]),
        note=given.get("note", ""),
        cwe=given.get("cwe", ""),
        safe=given.get("safe", False),
        tests=given.get("tests", False),
        product=given.get("product", False),
        deployed=given.get("deployed", False),
    )


def _keys(given: Mapping[str, Any]) -> str:
    if missing := [key for key in NEEDED if key not in given]:
        return f"it lacks {', '.join(missing)}"
    if unknown := sorted(map(str, set(given) - MAY)):
        return f"nobody knows {', '.join(unknown)}"
    languages = [given["language"]] if isinstance(given["language"], str) else given["language"]
    known = isinstance(languages, list) and languages and all(language in ENDINGS for language in languages)
    return "" if known else f"its language must be of {', '.join(ENDINGS)}"


def _name(given: Mapping[str, Any], name: str) -> str:
    return "" if given["id"] == name else f"its id must be {name}, as its folder and file are called"


def _texts(given: Mapping[str, Any]) -> str:
    for key in ("message", "advice", "note"):
        text = given.get(key, "-")
        if not isinstance(text, str) or not text.strip() or "\n" in text:
            return f"its {key} must be one line"
    if not given["advice"].endswith("."):
        return "its advice must be a sentence"
    return "" if "cwe" not in given or CWE.fullmatch(str(given["cwe"])) else "its cwe must look like CWE-89"


def _flags(given: Mapping[str, Any]) -> str:
    if given["severity"] not in set(Severity) or given["category"] not in set(Category):
        return "its severity or category is none of ours"
    if type(given["minutes"]) is not int or given["minutes"] <= 0:
        return "its minutes must be a positive number"
    if not all(isinstance(given.get(key, False), bool) for key in ("safe", "tests", "product", "deployed")):
        return "safe, tests, product and deployed are true or false"
    return "it has no fix that could be safe" if given.get("safe") and "fix" not in given else ""


def _examples(given: Mapping[str, Any]) -> str:
    for key in ("valid", "invalid"):
        examples = given[key]
        if not isinstance(examples, list) or not examples or not all(isinstance(one, str) for one in examples):
            return f"its {key} examples must be a list of code, and not empty"
    return ""
