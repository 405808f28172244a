"""The documents say what the code does: everything registered stands in a table, and every table row exists."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

import service
from service import analyzers, cli, commands, config, events, gates
from service.analyzers.ast_grep.pack import rules
from service.analyzers.ast_grep.page import TITLES, page
from service.model import Category, Config
from service.settings import Settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
REFERENCE = (DOCS / "reference.md").read_text()
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]
MENTIONED = re.compile(r"`(?:[^`\s]+/)?hone ((?:[a-z]+ ?)+)|^\s*(?:\S+/)?hone ([a-z]+(?: [a-z]+)?)", re.MULTILINE)


def section(heading):
    return re.split(r"\n##+ ", re.split(rf"##+ {re.escape(heading)}\n", REFERENCE, maxsplit=1)[1], maxsplit=1)[0]


def cells(heading):
    """The other cells of each row of the first table under a heading, by its first, without code marks."""
    table = re.search(r"^\| .*\n\|:?-.*\n((?:\|.*\n?)+)", section(heading), re.MULTILINE)[1]
    split = [re.split(r"(?<!\\)\|", line.strip())[1:-1] for line in table.splitlines()]
    return {first.strip().strip("`"): [cell.strip() for cell in rest] for first, *rest in split}


def terminal():
    """Every command of the terminal, with the names of its options."""

    def walk(command, name):
        for each, inner in getattr(command, "commands", {}).items():
            yield from walk(inner, f"{name} {each}")
        if not hasattr(command, "commands"):
            yield name, {option for one in command.params for option in one.opts if option.startswith("--")}

    return dict(walk(get_command(cli.hone), "hone"))


def settings(shape, path=""):
    """Every key of the schema of `.github/hone.yml`, with `*` for the name of a gate."""
    for name, inner in shape["properties"].items():
        own = f"{path}*" if path == "gates." else f"{path}{name}"
        sections = [one for one in (inner, *inner.get("anyOf", ())) if "properties" in one]
        if "anyOf" in inner or not sections:
            yield own
        for one in sections:
            yield from settings(one, f"{own}.")


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("Commands", {f"/hone {verb}" for verb in commands.every()}),
        ("Command line", set(terminal())),
        ("Configuration", set(settings(config.schema()))),
        ("Quality gates", {gate.name for gate in gates.every()}),
        ("Analyzers", {analyzer.name for analyzer in analyzers.every()}),
        ("Webhook events", set(events.every())),
        ("Settings", {f"HONE_{name.upper()}" for name in Settings.model_fields}),
    ],
)
def test_the_tables_and_the_code_agree(heading, names):
    assert set(cells(heading)) == names


@pytest.mark.parametrize("command", terminal())
def test_every_option_of_the_command_line_is_in_its_row(command):
    options = cells("Command line")[command][-1]

    assert set(re.findall(r"--[a-z-]+", options)) == terminal()[command]


def test_every_action_a_parser_takes_is_in_the_table():
    for parser in events.every().values():
        assert all(action in cells("Webhook events")[parser.event][0] for action in parser.actions)


@pytest.mark.parametrize("gate", gates.every(), ids=lambda gate: gate.name)
def test_a_gates_default_and_its_limits_are_in_the_table(gate):
    state, limit, *_ = cells("Quality gates")[gate.name]
    bounds = " to ".join(f"{bound:g}" for bound in gate.bounds or ())

    assert state == ("on" if gate.setting.on else "off")
    assert re.sub(r" %", "", limit) == (f"{gate.setting.limit:g} ({bounds})" if bounds else "")


def test_the_defaults_of_the_settings_are_in_the_table():
    default, told = Config(), {key: row[0].strip("`") for key, row in cells("Configuration").items()}

    assert told["mode"] == default.mode
    assert told["comments.inline"] == str(default.inline)
    assert told["prompts"] == str(default.prompts)
    assert told["queue"] == ("on" if default.queue else "off")


def test_the_example_of_the_settings_is_understood():
    example = re.search(r"```yaml\n(.*?)```", section("Configuration"), re.DOTALL)[1]

    assert config.read(example.encode()).values
    assert not config.read(example.encode()).faults


def test_the_rules_of_ast_grep_are_counted_by_language_and_category():
    counted = Counter((rule.id.partition("-")[0], rule.category) for rule in rules().values())
    kinds = (Category.SECURITY, Category.PERFORMANCE, Category.RELIABILITY, Category.MAINTAINABILITY)

    for folder, title in TITLES.items():
        numbers = [counted[folder, kind] for kind in kinds]
        assert cells("Rules of ast-grep")[title] == [str(number) for number in (*numbers, sum(numbers))]


def test_the_list_of_rules_is_what_the_pack_prints():
    """`python -m service.analyzers.ast_grep.page > docs/rules.md` brings it up to date."""
    assert (DOCS / "rules.md").read_text() == page()


def test_the_first_page_counts_the_rules():
    assert f"{len(rules())} rules of its own" in (ROOT / "README.md").read_text()


def test_the_house_has_a_line_for_every_room():
    house = re.search(r"```\nservice/\n(.*?)```", (DOCS / "design.md").read_text(), re.DOTALL)[1]
    rooms = {f"{path.name}/" if path.is_dir() else path.name for path in Path(service.__file__).parent.glob("[a-z]*")}

    assert not [room for room in rooms if not re.search(rf"(?<![\w/]){re.escape(room)}", house)]


def test_what_the_full_registration_asks_beyond_the_plain_one_is_explained():
    plain, full = (yaml.safe_load((ROOT / name).read_text()) for name in ("app.yml", "app.full.yml"))
    more = full["default_permissions"].items() - plain["default_permissions"].items()

    assert set(cells("Permissions")) == {f"{name}: {level}" for name, level in more}


@pytest.mark.parametrize("document", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(document):
    links = re.findall(r"\]\((?!https?://)([^)#\s]+)", document.read_text())

    assert not [link for link in links if not (document.parent / link).exists()]


@pytest.mark.parametrize("document", [one for one in PAGES if one.name != "design.md"], ids=lambda path: path.name)
def test_commands_that_a_document_names_exist(document):
    """The page of the design also names what is not built."""
    said = {(one or other).strip() for one, other in MENTIONED.findall(document.read_text())}
    known = {name.removeprefix("hone ") for name in terminal()}

    assert set(re.findall(r"`/hone ([a-z]+)", document.read_text())) <= set(commands.every())
    assert not {words for words in said if not any(f"{words} ".startswith(f"{name} ") for name in known)}
