"""Mistakes that have a mechanical repair, planted into real lines of real files."""

import random
import re
from collections.abc import Callable, Mapping

Plant = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]
"""A line that can go wrong, and how it reads once it has."""

PLANTS: Mapping[str, tuple[str, Plant]] = {
    "F632": (
        ".py",
        (re.compile(r"""^(\s*(?:el)?if [\w.]+) == (["'][\w-]+["']:)$"""), lambda line: f"{line[1]} is {line[2]}"),
    ),
    "F632 not": (
        ".py",
        (re.compile(r"""^(\s*(?:el)?if [\w.]+) != (["'][\w-]+["']:)$"""), lambda line: f"{line[1]} is not {line[2]}"),
    ),
    "F901": (
        ".py",
        (re.compile(r"^(\s+raise NotImplemented)Error(\(\))?$"), lambda line: line[1]),
    ),
    "B033": (
        ".py",
        (
            re.compile(r"""^(.*[=(] ?\{)(["'][\w-]+["'])(, ["'][\w-]+["'][\w", '-]*\}.*)$"""),
            lambda line: f"{line[1]}{line[2]}, {line[2]}{line[3]}",
        ),
    ),
    "PLE0241": (
        ".py",
        (re.compile(r"^(class \w+\()([\w.]+)(\):)$"), lambda line: f"{line[1]}{line[2]}, {line[2]}{line[3]}"),
    ),
    "PLE2515": (
        ".py",
        (re.compile(r"""^(\s+\w+ = ")(\w[\w -]{3,}")$"""), lambda line: f"{line[1]}\u200b{line[2]}"),
    ),
    "unsound-condition": (
        ".yml",
        (re.compile(r"^(\s+)if: (\$\{\{ [^|]+ \}\})$"), lambda line: f"{line[1]}if: |\n{line[1]}  {line[2]}"),
    ),
}
"""By rule; a name after the rule's tells apart what is planted in more than one way. To add one, add a row."""


def planted(name: str, text: str, chance: random.Random) -> str | None:
    """The text with one line gone wrong, or None when it has no such line."""
    pattern, wrong = PLANTS[name][1]
    rows = text.split("\n")
    fit = [at for at, row in enumerate(rows) if len(row) < 300 and pattern.match(row)]
    if not fit:
        return None
    at = chance.choice(fit)
    found = pattern.match(rows[at])
    return "\n".join([*rows[:at], wrong(found), *rows[at + 1 :]]) if found else None
