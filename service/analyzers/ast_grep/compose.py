"""What ast-grep is given: the pack in its own words, one copy of a rule for each of its languages."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from service.analyzers.ast_grep.pack import rules, shared
from service.analyzers.ast_grep.rule import Rule

CONFIG = "own/sgconfig.yml"
AT = "@"
"""Ends our id in ast-grep's: its ids are unique over all languages, so `<id>@<language>`."""


NEVER = {"regex": r"[^\s\S]"}
"""Matches no node."""


@cache
def own() -> Mapping[str, bytes]:
    """Configuration, rules and shared parts by file name. JSON is YAML, and quicker to write."""
    return composed(rules().values())


def composed(chosen: Iterable[Rule]) -> dict[str, bytes]:
    """The same for some of the rules."""
    files = {CONFIG: {"ruleDirs": ["rules"], "utilDirs": ["utils"]}, **dict(_utils())}
    documents = [json.dumps(one) for rule in chosen for one in _copies(rule)]
    return {name: json.dumps(content).encode() for name, content in files.items()} | {
        "own/rules/pack.yml": "\n---\n".join(documents).encode()
    }


def _copies(rule: Rule) -> Iterator[dict[str, Any]]:
    for language in rule.languages:
        known = shared().get(language, {}).keys() - rule.matching.get("utils", {}).keys()
        yield {
            "id": f"{rule.id}{AT}{language}",
            "language": language,
            "severity": "warning",
            "message": rule.id,
            **{key: _named(part, language, known) for key, part in rule.matching.items()},
        }


def _utils() -> Iterator[tuple[str, dict[str, Any]]]:
    """ast-grep reads one shared part per file; their names are unique over all languages."""
    for language, parts in shared().items():
        for name, part in parts.items():
            sorted_first = {"not": {"all": [NEVER, *_calls(part, parts)]}}
            whole = {**part, "rule": {"all": [part["rule"], sorted_first]}}
            head = {"id": f"{language}-{name}", "language": language}
            yield f"own/utils/{language}-{name}.yml", {**head, **_named(whole, language, parts.keys())}


def _calls(part: Mapping[str, Any], parts: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A call of every other part that this one names, however deep.

    ast-grep loads parts in the order of what they name in `matches`, `all`, `any` and `not`, and does not look into
    `has` and `inside`; so each names all it needs once more where it looks, behind a condition that never holds.
    """
    calls = []
    for name in sorted(_names(part) & parts.keys()):
        arguments = dict.fromkeys(parts[name].get("arguments", ()), NEVER)
        calls.append({"matches": {name: arguments} if arguments else name})
    return calls


def _names(part: Any) -> set[str]:
    """Every name in any `matches`."""
    if isinstance(part, list):
        return set().union(*map(_names, part))
    if not isinstance(part, dict):
        return set()
    called = part.get("matches", ())
    return set().union({called} if isinstance(called, str) else called, *map(_names, part.values()))


def _named(part: Any, language: str, known: Iterable[str]) -> Any:
    """The same with each name of a shared part in `matches` turned into its name for this language."""
    if isinstance(part, list):
        return [_named(one, language, known) for one in part]
    if not isinstance(part, dict):
        return part
    done = {key: _named(one, language, known) for key, one in part.items()}
    match done.get("matches"):
        case str(name) if name in known:
            done["matches"] = f"{language}-{name}"
        case dict() as calls:
            done["matches"] = {f"{language}-{name}" if name in known else name: given for name, given in calls.items()}
    return done
