"""What stands in the way of the people who use an interface, measured in its markup alone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from service.analyze.compare import Comparison, compare, named
from service.analyze.identity import Identified, identify
from service.analyze.journey import fields, names, pages
from service.analyze.journey.said import Said
from service.analyze.journey.source import interface, source
from service.analyze.journey.tree import Page, page
from service.model import Diff, Finding
from service.rules import table

__all__ = ["MAX_FILES", "TOOL", "interface", "introduced", "journey"]

TOOL = "journey"
MAX_FILES = 300
"""Interface files that one look reads, shortest paths first."""
MAX_OF_A_RULE = 20
"""Findings of one rule in one file: the rest comes back once these are done."""
_CHECKS: tuple[Callable[[Page], Iterator[Said]], ...] = (
    fields.without_label,
    fields.without_help,
    fields.blocked,
    fields.forms,
    names.images,
    names.controls,
    names.links,
    names.frames,
    pages.heads,
    pages.zoom,
    pages.tabbing,
)


def journey(files: Mapping[str, bytes], area: str = "") -> tuple[Finding, ...]:
    """Findings of the interface files among these, most severe first, with fingerprints and ids.

    `area` keeps the files whose path holds that word, in any case. What an expression, a spread attribute or a
    component may bring is taken to be there: silence proves nothing, a finding does.
    """
    wanted = {path: content for path, content in files.items() if area.strip().lower() in path.lower()}
    identified = (one.finding for one in _identified(wanted, {}))
    return tuple(named(sorted(identified, key=lambda each: (each.path, each.start, each.rule))))


def introduced(head: Mapping[str, bytes], base: Mapping[str, bytes], diff: Diff) -> Comparison:
    """What a change brought in, by the texts of both sides, those of the base under the paths they had there.

    A file that has as many findings of a rule as it had is no worse for it, however its lines read now; what was
    carried from another file of the change is not new either.
    """
    renames = {file.old_path: file.path for file in diff.files if file.old_path}
    return compare(_identified(base, renames), _identified(head, {}), diff)


def _identified(files: Mapping[str, bytes], renames: Mapping[str, str]) -> list[Identified]:
    """The findings of the interface files among these; `renames` as in `identify`."""
    wanted = sorted(filter(interface, files), key=lambda path: (len(path), path))[:MAX_FILES]
    read = {path: files[path] for path in wanted}
    found = [each for path, content in read.items() for each in _of(path, content)]
    known = identify((finding for finding, *_ in found), read, (), renames)
    return [
        Identified(
            # Known by its tag alone: what is written inside of the element gives it no other name.
            replace(one.finding, end=last),
            moved=f"{one.finding.rule}\0{tag}",
            edited=f"{one.finding.rule}\0{renames.get(one.finding.path, one.finding.path)}",
        )
        for one, (_, tag, last) in zip(known, found, strict=True)
    ]


def _of(path: str, content: bytes) -> Iterator[tuple[Finding, str, int]]:
    """Each finding of a file, the tag it is about without its layout, and the last line the work may touch."""
    text = source(path, content)
    if text is None:
        return
    rules, whole = table(__name__, "rules.toml"), page(text)
    for check in _CHECKS:
        for said in list(check(whole))[:MAX_OF_A_RULE]:
            tag = said.element.tag
            finding = rules[said.rule].finding(TOOL, said.rule, path, (tag.line, tag.last), said.message)
            yield finding, " ".join(text.text[tag.start : tag.stop].split()), said.last(whole)
