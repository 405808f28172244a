"""Reads CODEOWNERS as GitHub does: the last line whose pattern matches a file says who owns it.

https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from service.model import OwnerRule

if TYPE_CHECKING:
    import re2

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks, the first one found counts."""
MOST_BYTES = 3 << 20
"""A larger file is not loaded by GitHub."""
MOST_RULES = 5_000
OWNER = re.compile(r"@([A-Za-z0-9][A-Za-z0-9-]*(?:/[A-Za-z0-9._-]+)?)")


def rules(content: bytes) -> tuple[OwnerRule, ...]:
    """The lines of a CODEOWNERS file; lines with syntax GitHub does not support are left out, like there.

    Owners are logins and `organisation/team`, without the `@`; email addresses are nobody's to show.
    """
    if len(content) > MOST_BYTES:
        return ()
    read = (_rule(line) for line in content.decode("utf-8", "replace").splitlines())
    return tuple(rule for rule in read if rule)[:MOST_RULES]


def _rule(line: str) -> OwnerRule | None:
    words = re.split(r"(?<!\\)\s+", line.strip())
    words = words[: next((at for at, word in enumerate(words) if word.startswith("#")), len(words))]
    if not words or words[0].startswith(("!", "\\#")) or "[" in words[0]:
        return None
    named = tuple(match[1] for word in words[1:] if (match := OWNER.fullmatch(word)))
    return OwnerRule(words[0].replace("\\ ", " "), named)


def owners(path: str, known: Sequence[OwnerRule]) -> tuple[str, ...]:
    """Who owns this file; empty when nobody does."""
    return next((rule.owners for rule in reversed(known) if _matches(rule.pattern).search(path)), ())


@cache
def _matches(pattern: str) -> "re2._Regexp":
    """The pattern on RE2, whose time is linear whatever a stranger writes."""
    import re2

    body = pattern.strip("/")
    anchored = "/" in pattern.rstrip("/") or pattern.startswith("/")
    begin = "^" if anchored else "(?:^|/)"
    if body.startswith("**/"):
        begin, body = "(?:^|/)", body[3:]
    # A name means the file, or everything below the folder; `docs/*` does not reach deeper.
    end = "/" if pattern.endswith("/") else "$" if body.endswith("/*") or (body == "*" and anchored) else "(?:/|$)"
    return re2.compile(begin + "".join(_part(part) for part in _PARTS.findall(body)) + end)


_PARTS = re.compile(r"/\*\*/|/\*\*$|\*+|\?|[^*?/]+|/")


def _part(part: str) -> str:
    if part == "/**/":
        return "/(?:.*/)?"
    if part == "/**":
        return "/.*"
    if part.startswith("*"):
        return "[^/]*"
    return "[^/]" if part == "?" else re.escape(part)
