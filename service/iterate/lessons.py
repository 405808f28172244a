"""What was learned, told to whoever writes next: as lines with their evidence, and as a template's next version."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import Template

from service.iterate.strategies import STRATEGIES
from service.model import Learning
from service.prompts import MetaPrompt, load, parse

WINDOW = 50
"""Prompts of one version that a decision looks back on."""
OFTEN = 0.2
"""Share of them above which a failing check is the template's fault, not the prompt's."""


def said(learnings: Iterable[Learning], most: int = 5) -> tuple[str, ...]:
    """The checks that failed most often, one line each: how often, and what mended them with which gain."""
    failed: dict[tuple[str, str], list[Learning]] = defaultdict(list)
    for learning in learnings:
        failed[learning.template, learning.key].append(learning)
    often = sorted(failed.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    return tuple(_line(template, key, found) for (template, key), found in often[:most])


def next_version(template: MetaPrompt, learnings: Iterable[Learning], prompts: int) -> MetaPrompt:
    """The template with the lines that would have spared it its frequent gaps; itself where there is nothing to add.

    `prompts` counts the prompts of this version that were written, `learnings` come from the last 50 of them at most.
    A check counts when it failed in more than a fifth of them and a strategy mended it. The result has passed the
    lint of every template.
    """
    sections = dict(template.sections)
    inputs = template.inputs | load(template.name).inputs
    for section, line in _knowledge(template.label, learnings, min(prompts, WINDOW)):
        fits = section in sections and used(line) <= inputs
        if fits and line not in sections[section]:
            sections[section] = f"{sections[section]}\n{line}".strip("\n")
    if sections == template.sections:
        return template
    return parse(text(template.name, _after(template.version), sections))


def used(line: str) -> frozenset[str]:
    """The placeholders of a text."""
    return frozenset(Template(line).get_identifiers())


def text(name: str, version: str, sections: Mapping[str, str]) -> str:
    """A template as its file holds it."""
    body = "\n\n".join(f"## {section}\n{content}" for section, content in sections.items())
    return f"---\nname: {name}\nversion: {version}\ninputs: {', '.join(sorted(used(body)))}\n---\n\n{body}\n"


def _knowledge(label: str, learnings: Iterable[Learning], prompts: int) -> Iterator[tuple[str, str]]:
    """(section, line) of the strategies that mended what failed often, the most gainful first."""
    mine = [each for each in learnings if each.template == label]
    often = {key for key, times in Counter(each.key for each in mine).items() if prompts and times / prompts > OFTEN}
    gained: Counter[str] = Counter()
    for each in mine:
        if each.key in often and each.strategy:
            gained[each.strategy] += max(1, round(1000 * each.gain))
    known = {strategy.name: strategy.lesson for strategy in STRATEGIES if strategy.lesson[1]}
    yield from (known[name] for name, _ in gained.most_common() if name in known)


def _line(template: str, key: str, found: Sequence[Learning]) -> str:
    mended = [each for each in found if each.strategy]
    missed = f"`{key}` failed {_times(len(found))} in {template}"
    if not mended:
        return f"{missed}; nothing has mended it yet."
    best, times = Counter(each.strategy for each in mended).most_common(1)[0]
    gain = sum(each.gain for each in mended if each.strategy == best) / times
    return f'{missed}; "{best}" mended it {_times(times)}, {gain:+.2f} points on average.'


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _after(version: str) -> str:
    return str(int(version) + 1) if version.isdigit() else f"{version}+1"
