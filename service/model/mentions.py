"""Which issues a text names, the way GitHub reads it."""

import re
from collections.abc import Iterable, Iterator

MOST = 3
"""Issues one text may name for Hone; who names more names none in particular."""
_LONGEST = 20_000
"""Characters of a text that are looked at."""
_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|^(`{3,}|~{3,}).*?(?:^\1|\Z)", re.DOTALL | re.MULTILINE)
_CLOSING = r"(?i:\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b:?[ \t]+)"
_PLAIN = r"(?<![\w/&#])#(\d{1,7})(?![\w-])"
_BRANCH = re.compile(
    r"(?:^|/)(?i:issues?|gh|bug|fix|feat(?:ure)?)[-_/]#?(\d{1,7})(?=[-_/]|$)|(?:^|/)(\d{1,7})[-_](?=[A-Za-z])"
)


def mentioned(text: str, full_name: str = "", branch: str = "") -> tuple[int, ...]:
    """Numbers of issues of the repository `full_name` that the text names, at most three.

    Those it closes come first, then the ones it mentions, then the one its branch is called after. What GitHub does
    not show (comments) or does not link (fenced code, other repositories) names nothing.
    """
    shown = _UNSEEN.sub(" ", text[:_LONGEST])
    found = (*_numbers(_CLOSING, shown, full_name), *_numbers("", shown, full_name), *_of_branch(branch))
    return tuple(dict.fromkeys(number for number in found if number))[:MOST]


def _numbers(before: str, text: str, full_name: str) -> Iterator[int]:
    name = re.escape(full_name)
    own = rf"|(?i:\b{name})#(\d{{1,7}})\b|https?://[\w.:-]+/(?i:{name})/issues/(\d{{1,7}})\b" if full_name else ""
    for match in re.finditer(f"{before}(?:{_PLAIN}{own})", text):
        yield from _groups(match)


def _of_branch(branch: str) -> Iterator[int]:
    if match := _BRANCH.search(branch):
        yield from _groups(match)


def _groups(match: re.Match[str]) -> Iterable[int]:
    return (int(number) for number in match.groups() if number)
