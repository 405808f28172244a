"""The documents say what the code does: everything registered stands in a table, and every table row exists."""

import re
from pathlib import Path

import pytest

from service import analyzers, commands, events, gates
from service.settings import Settings

DOCS = Path(__file__).parent.parent / "docs"
REFERENCE = (DOCS / "reference.md").read_text()


def rows(heading):
    """The first cell of each row of the table under a heading, without its code marks."""
    section = REFERENCE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| `(?:/hone )?([^`]+)` \|", section, re.MULTILINE))


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("Commands", set(commands.every())),
        ("Quality gates", {gate.name for gate in gates.every()}),
        ("Analyzers", {analyzer.name for analyzer in analyzers.every()}),
        ("Webhook events", set(events.every())),
        ("Settings", {f"HONE_{name.upper()}" for name in Settings.model_fields}),
    ],
)
def test_the_tables_and_the_code_agree(heading, names):
    assert rows(heading) == names


def test_every_action_a_parser_takes_is_in_the_table():
    for parser in events.every().values():
        row = next(line for line in REFERENCE.splitlines() if line.startswith(f"| `{parser.event}` |"))
        assert all(action in row for action in parser.actions)
