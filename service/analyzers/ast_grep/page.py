"""The pack as a page for people: `docs/rules.md` is what `python -m service.analyzers.ast_grep.page` prints."""

import sys
from collections.abc import Iterable
from itertools import groupby

from service.analyzers.ast_grep.pack import rules
from service.analyzers.ast_grep.rule import Rule
from service.words.markdown import code, sentence, table

TITLES = {
    "go": "Go",
    "html": "HTML templates",
    "java": "Java",
    "javascript": "JavaScript and TypeScript",
    "python": "Python",
}
"""What the folders of the pack are called."""
HEAD = """\
# Rules of ast-grep

Hone's own rules, as `python -m service.analyzers.ast_grep.page` prints them. Each stands in a file of its own under \
`service/analyzers/ast_grep/rules/`, with code that it reports and code that it leaves alone; its tests run both. \
Tests are spared, save where a rule says otherwise; so are scripts, documentation and migrations by rules that ask \
for a stranger's input. A repair is offered as a suggestion where the rule says it is safe.
"""


def page() -> str:
    """Every rule as Markdown, by language and name: how bad it is, the weakness, what is said and what to do."""
    groups = groupby(rules().values(), key=_folder)
    return "\n\n".join([HEAD.rstrip(), *(_section(folder, tuple(found)) for folder, found in groups)]) + "\n"


def _folder(rule: Rule) -> str:
    return rule.id.partition("-")[0]


def _section(folder: str, found: Iterable[Rule]) -> str:
    rows = [
        (code(one.id), ", ".join(one.languages), one.severity.value, one.category.value, one.cwe, _said(one))
        for one in found
    ]
    head = ("Rule", "Languages", "Severity", "Category", "Weakness", "What it says")
    return f"## {TITLES[folder]} ({len(rows)})\n\n{table(head, 'llllll', rows)}"


def _said(rule: Rule) -> str:
    repair = " Offers a repair." if rule.safe else ""
    return f"{sentence(rule.message)} {sentence(rule.advice)}{repair}"


if __name__ == "__main__":
    sys.stdout.write(page())
