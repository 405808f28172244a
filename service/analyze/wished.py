"""Which files of a tree a wish is about, by the words they share."""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from heapq import nsmallest
from math import log

from service.analyze.definitions import language
from service.paths import is_test, unwanted

PARTS = re.compile(r"[^\W\d_]+|\d+")
HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")
SHORTEST, STEM = 3, 6
"""Letters of a word that counts, and how many of them two words must share to be one: `export`, `exporter`."""
_IDLE = (
    "the and for with that this from into when then than are was will can should must have has not but add new all any"
    " page user users want need able make use using file files code app src lib main index test tests feature support"
    " please would could like more our your their its it's out per via also which who how what"
)
IDLE = frozenset(_IDLE.split())
"""Words that nearly every wish or path holds."""
MOST, MOST_WORDS = 12, 40
"""Files that are named, and words of the wish that are looked for: what matters is said at its beginning."""


def matching(words: str, paths: Collection[str], most: int = MOST) -> tuple[str, ...]:
    """The files whose paths share the most and rarest words with the wish, best first; code before texts, no tests.

    Of two that share the same, the one comes first whose name says little else. Words are compared by their first six
    letters; one that stands in more than one path in ten says nothing.
    """
    wanted = frozenset(list(_words(words))[:MOST_WORDS])
    # The cheap question first: of a large tree nearly every path shares no letters with the wish.
    near = (path for path in paths if any(word in lower for lower in (path.lower(),) for word in wanted))
    held = {path: shared for path in near if (shared := wanted & _words(path).keys())}
    counts = Counter(word for shared in held.values() for word in shared)
    common = max(10, len(paths) // 10)
    worth = {word: 1.0 + log(len(paths) / count) / log(len(paths) + 1) for word, count in counts.items()}
    telling = {word for word, count in counts.items() if count <= common}
    scored = (
        (-_score(path, shared & telling, worth), path.count("/"), path)
        for path, shared in held.items()
        if shared & telling and not is_test(path) and not unwanted(path)
    )
    return tuple(path for *_, path in nsmallest(most, scored))


def _score(path: str, shared: frozenset[str], worth: Mapping[str, float]) -> float:
    """What the words are worth, and how much of the file's own name they make up; texts count half."""
    own = _words(path.rpartition("/")[2].partition(".")[0]).keys()
    said = sum(worth[word] for word in shared) + len(own & shared) / max(1, len(own))
    return said if language(path) else said / 2


def _words(text: str) -> dict[str, None]:
    """The beginnings of the words that count, each once and in their order."""
    parts = (part.lower() for part in PARTS.findall(HUMPS.sub(" ", text)))
    return dict.fromkeys(part.removesuffix("s")[:STEM] for part in parts if len(part) >= SHORTEST and part not in IDLE)
