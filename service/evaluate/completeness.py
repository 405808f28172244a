"""Completeness: questions 5 to 8."""

import re
from collections.abc import Iterable

from service import claims
from service.claims.shapes import bare
from service.evaluate.reading import SPOILED, Reading, Said, enough

CASES, FAILURES, SYMBOLS, FILES = 3, 2, 3, 2
"""Edge cases, those of them that name a failure or a place, symbols and files that are asked for, at most."""
_BACK = re.compile(r"\broll(?:s|ed|ing)?[ -]?back\b|\brevert", re.IGNORECASE)
_TRIGGER = re.compile(
    r"\b(?:as soon as|when|whenever|if|once|unless|after)\b[^.\n]{0,80}?"
    r"\b\d{1,6}(?:[.,]\d+)?(?:[ \t]?%|[ \t]+[a-z]{2})",
    re.IGNORECASE,
)


def context(read: Reading) -> Said:
    """The files it is about, by line where findings are known, and the symbols around them: both are needed."""
    found = read.of(read.section("CONTEXT"))
    cited = {each.path for each in found.real}
    about = set(read.about)
    files = min(1.0, len(cited & about) / max(1, min(FILES, len(about))))
    lines = not read.grounding.passages or any(each.start for each in found.real)
    wanted = _symbols(read, cited)
    known = len(found.symbols) + len(found.strange)
    held = len(found.symbols) / known if known else 1.0
    cites = {bare(cite) for cite in found.symbols}
    here = [name for name in sorted(wanted) if name in cites or (not read.named and _last(name) in cites)]
    names = min(1.0, len(here) / min(SYMBOLS, len(wanted))) if wanted else 1.0
    value = files * names * held * (1.0 if lines else SPOILED)
    said = f"{len(cited & about)} of {len(about)} files, {len(here)} symbols" + ("" if lines else ", no line")
    if value == 1:
        return Said(value, said)
    missing = [*sorted(about - cited)[:FILES], *sorted(wanted - set(here))[:SYMBOLS]]
    return Said(value, said, f"Cite under CONTEXT {_what(missing, lines=lines)}.")


def edge_cases(read: Reading) -> Said:
    """Distinct cases that say what happens upon what."""
    found = _cases(read)
    gap = f"Give {CASES} edge cases as: When ..., ... returns, raises or exits with ..."
    return Said(enough(len(found), CASES), f"{len(found)} edge cases", gap if len(found) < CASES else "")


def errors(read: Reading) -> Said:
    """Cases that name an exception, a status, an exit code, or the place."""
    found = [text for text in _cases(read) if read.of(text).grounded or claims.fails_by_name(text)]
    gap = f"Let {FAILURES} edge cases name the exception, status or exit code, or the symbol."
    return Said(enough(len(found), FAILURES), f"{len(found)} name a failure", gap if len(found) < FAILURES else "")


def rollback(read: Reading) -> Said:
    """A command that runs, and a condition with a number: one without the other is of no use."""
    text = read.section("ROLLBACK") or _lines(read.section("VALIDATION APPROACH").split("\n"))
    runs, trigger = bool(read.of(text).ok), bool(_TRIGGER.search(claims.prose(text)))
    said = f"{'a' if runs else 'no'} command, {'a' if trigger else 'no'} condition with a number"
    if runs and trigger:
        return Said(1.0, said)
    return Said(
        SPOILED if runs or trigger else 0.0,
        said,
        "Say under ROLLBACK: `git revert <commit>` as soon as 1 check that passed before fails.",
    )


def _cases(read: Reading) -> tuple[str, ...]:
    stated = (item.text for item in read.items("EDGE CASES"))
    return claims.distinct(text for text in stated if claims.reacts(text))


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(line for line in lines if _BACK.search(line))


def _symbols(read: Reading, cited: Iterable[str]) -> set[str]:
    """Symbols that the context could name: those around the findings, else those of the cited files."""
    if read.named:
        return {each.symbol for each in read.named if each.symbol}
    files = set(cited)
    outlines = [each for each in read.grounding.outlines if each.path in files]
    return {symbol.name for outline in outlines for symbol in outline.symbols}


def _last(name: str) -> str:
    """`put` of `Bucket.put`: who writes freely may call it so, a list of findings may not."""
    return re.split(r"\W", name)[-1]


def _what(missing: list[str], *, lines: bool) -> str:
    what = ", ".join(f"`{name}`" for name in missing) or "only what is there"
    return what if lines else f"{what}, and the lines of each finding"
