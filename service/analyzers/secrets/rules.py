"""Reads rules in the format that gitleaks publishes, and compiles them with RE2: linear time on any input.

Understood: `[allowlist]` and `[[allowlists]]` (`targetRules` too); `[[rules]]` with id, description, regex, path,
secretGroup, entropy, keywords, tags, and their own allow lists with regexes, regexTarget, paths, stopwords, condition.
Added: `judge`, the name of a function in judges.py that weighs each match, and the tags `generic` and `fixture`.
Left out: rules about a path alone, rules that require other rules, allow lists by commit.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, Protocol, cast

import re2

MEMORY = 32 << 20
"""Bytes RE2 may use per rule; long repetitions such as `{250,}` need more than its default."""


class Match(Protocol):
    """What RE2 found."""

    def span(self, group: int = 0) -> tuple[int, int]: ...
    def groups(self) -> Sequence[bytes | None]: ...


class Regex(Protocol):
    """One compiled expression, used on bytes."""

    def search(self, text: bytes) -> Match | None: ...
    def finditer(self, text: bytes) -> Iterator[Match]: ...


@dataclass(frozen=True, slots=True)
class Allow:
    """One allow list; with `all_of` every criterion it names must hold, else one of them is enough."""

    paths: tuple[Regex, ...] = ()
    regexes: tuple[Regex, ...] = ()
    target: Literal["secret", "match", "line"] = "secret"
    stopwords: tuple[bytes, ...] = ()
    all_of: bool = False
    rules: frozenset[str] = frozenset()
    """Ids of the rules that a global list is for; empty: for all."""

    def allows(self, path: bytes, secret: bytes, match: bytes, line: bytes) -> bool:
        """True when the list says that this is no secret."""
        text = {"secret": secret, "match": match, "line": line}[self.target]
        criteria = [
            any(regex.search(path) for regex in self.paths) if self.paths else None,
            any(regex.search(text) for regex in self.regexes) if self.regexes else None,
            any(word in secret.lower() for word in self.stopwords) if self.stopwords else None,
        ]
        named = [met for met in criteria if met is not None]
        return bool(named) and (all(named) if self.all_of else any(named))


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of secret."""

    id: str
    description: str
    regex: Regex
    path: Regex | None
    group: int
    entropy: float
    keywords: tuple[bytes, ...]
    """Lower-case words, one of which the text must hold; none: always tried."""
    generic: bool
    """True for guesses by the name of a variable rather than by a provider's own format."""
    fixture: bool
    """True for keys that projects make themselves, for their tests too."""
    allows: tuple[Allow, ...]
    judge: str = ""
    """Which judge weighs what it finds; empty: a match is enough."""


@cache
def own() -> tuple[Rule, ...]:
    """Hone's own rules, of `rules.toml`."""
    return read(files(__package__).joinpath("rules.toml").read_text("utf-8"))


def read(toml: str) -> tuple[Rule, ...]:
    """The rules of a configuration. Raises ValueError naming the rule that cannot be used."""
    table = tomllib.loads(toml)
    shared = tuple(_allow(row) for row in _lists(table, "allowlist", "allowlists"))
    return tuple(_rule(row, shared) for row in table.get("rules", []) if "regex" in row and "required" not in row)


def _rule(row: Mapping[str, object], shared: tuple[Allow, ...]) -> Rule:
    id = str(row["id"])
    try:
        return Rule(
            id=id,
            description=str(row.get("description", id)),
            regex=_compiled(row["regex"]),
            path=_compiled(row["path"]) if "path" in row else None,
            group=int(str(row.get("secretGroup", 0))),
            entropy=float(str(row.get("entropy", 0))),
            keywords=tuple(word.lower().encode() for word in _strings(row, "keywords")),
            generic=id.startswith("generic") or "generic" in _strings(row, "tags"),
            fixture="fixture" in _strings(row, "tags"),
            allows=tuple(_allow(own) for own in _lists(row, "allowlist", "allowlists"))
            + tuple(allow for allow in shared if not allow.rules or id in allow.rules),
            judge=str(row.get("judge", "")),
        )
    except ValueError as error:
        raise ValueError(f"rule {id}: {error}") from None


def _allow(row: Mapping[str, object]) -> Allow:
    target, condition = str(row.get("regexTarget", "secret")), str(row.get("condition", "OR")).upper()
    if target not in {"secret", "match", "line"} or condition not in {"OR", "||", "AND", "&&"}:
        raise ValueError(f"unknown regexTarget {target!r} or condition {condition!r}")
    return Allow(
        paths=tuple(map(_compiled, _strings(row, "paths"))),
        regexes=tuple(map(_compiled, _strings(row, "regexes"))),
        target=cast("Literal['secret', 'match', 'line']", target),
        stopwords=tuple(word.lower().encode() for word in _strings(row, "stopwords")),
        all_of=condition in {"AND", "&&"},
        rules=frozenset(_strings(row, "targetRules")),
    )


def _compiled(pattern: object) -> Regex:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MEMORY
    try:
        return cast("Regex", re2.compile(str(pattern), options))
    except re2.error as error:
        raise ValueError(f"RE2 cannot use {pattern!r}: {error}") from None


def _lists(table: Mapping[str, object], one: str, many: str) -> list[Mapping[str, object]]:
    """Both spellings of the format: a single table and an array of tables."""
    single, several = table.get(one), table.get(many)
    return [row for row in (single, *(several if isinstance(several, list) else [])) if isinstance(row, dict)]


def _strings(row: Mapping[str, object], key: str) -> tuple[str, ...]:
    values = row.get(key, [])
    return tuple(map(str, values)) if isinstance(values, list) else ()
