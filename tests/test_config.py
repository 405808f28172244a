"""`.github/hone.yml`: what counts, what is said about what does not, and that nothing in it can hurt."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from service import config, gates
from service.config import publish
from service.gates import Case
from service.model import Analysis, Config, GateSetting

SCHEMA = json.loads(Path(publish.__file__).with_name("schema.json").read_text())


def chosen(text, organisation=None):
    below = config.read(organisation.encode()) if organisation else None
    return config.merged(config.read(text.encode()), below)


def faults(text):
    return [(fault.line, fault.message) for fault in chosen(text).faults]


def in_force(settings):
    return {gate.name for gate in gates.on(Case(Analysis(), settings))}


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "~\n", "{}\n", "gates:\n", "ignore: []\n"])
def test_nothing_said_is_the_default(text):
    assert chosen(text) == Config()


def test_every_setting_counts():
    settings = chosen(
        """
mode: check-only
ignore: ["dist/**", "**/*.lock"]
gates:
  new_secrets: off
  coverage: {limit: 85.5}
  complexity:
    limit: 12
  required_checks: {names: [tests, "ci/lint"]}
comments: {inline: 2}
prompts: 1
queue: off
"""
    )

    assert settings == Config(
        mode="check-only",
        ignore=("dist/**", "**/*.lock"),
        gates={
            "new_secrets": GateSetting(on=False),
            "coverage": GateSetting(on=True, limit=85.5),
            "complexity": GateSetting(on=True, limit=12),
            "required_checks": GateSetting(on=True, names=("tests", "ci/lint")),
        },
        inline=2,
        prompts=1,
        queue=False,
    )
    assert in_force(settings) == {"new_high_severity", "complexity", "coverage", "required_checks"}


@pytest.mark.parametrize("word", ["on", "yes", "true", "On", "TRUE"])
def test_a_gate_is_switched_on_by_one_word(word):
    assert "coverage" in in_force(chosen(f"gates: {{coverage: {word}}}"))


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            "\nmode: of\n",
            2,
            "`mode` must be one of off, check-only, comment (found `of`); `comment` is in force",
        ),
        ("gates:\n  complexty: off\n", 2, "`gates.complexty` is not a setting; did you mean `gates.complexity`?"),
        (
            "gates:\n  complexity:\n    limit: eighty\n",
            3,
            "`gates.complexity.limit` must be a number from 5 to 100 (found `eighty`); `30` is in force",
        ),
        ("prompts: 2.5", 1, "`prompts` must be a whole number from 0 to 3 (found `2.5`); `3` is in force"),
        (
            "comments: {inline: 9}",
            1,
            "`comments.inline` must be a whole number from 0 to 5 (found `9`); `5` is in force",
        ),
        ("ignore: dist", 1, "`ignore` must be a list of up to 100 globs (found `dist`); an empty list is in force"),
        ("gates: [coverage]", 1, "`gates` must be a section (found a list)"),
        ("gates: {debt: maybe}", 1, "`gates.debt` must be on or off (found `maybe`); `off` is in force"),
        (
            "gates: {new_secrets: {limit: 3}}",
            1,
            "`gates.new_secrets` must be on or off (found a section); `on` is in force",
        ),
        ("queue: on\nqueue: off", 2, "`queue` stands here a second time; the first counts; `on` is in force"),
        ("token: abc", 1, "`token` is not a setting; known here: mode, ignore, gates, comments, prompts, queue"),
        ("- mode", 1, "must be a section (found a list)"),
        ("prompts: 1\nmode: [", 2, "this is not YAML: did not find expected node content"),
        ("mode: off\n---\nmode: off\n", 3, "a second document begins here"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_is_in_force(text, line, message):
    assert faults(text) == [(line, message)]


def test_one_mistake_takes_nothing_from_the_rest():
    settings = chosen("mode: nonsense\nprompts: 1\ngates: {debt: {limit: 1000}}\n")

    assert settings.prompts == 1
    assert settings.mode == "comment"
    assert settings.gates["debt"] == GateSetting(on=True)
    assert len(settings.faults) == 2


@pytest.mark.parametrize(
    "text",
    [
        "ignore: ['../../etc/**']",
        "ignore: ['/etc/passwd']",
        "ignore: ['a/../../b']",
        "ignore: ['https://example.org/x']",
        "gates: {required_checks: {names: ['https://example.org/x']}}",
        "extends: acme/other",
        "llm: {url: 'https://example.org'}",
        "api_key: abc",
    ],
)
def test_no_address_key_other_repository_or_path_outside_ever_counts(text):
    settings = chosen(text)

    assert settings.faults
    assert settings.ignore == ()
    assert "example.org" not in str(settings.gates)


@pytest.mark.parametrize(
    "hostile",
    [
        b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        b"!!python/object/apply:os.system ['true']",
        b"mode: !!python/name:os.system off",
        b"[" * 60_000,
        b"{a: " * 3_000,
        b"a:\n " * 5_000,
        b"x: 1\n" * 20_000,
        b"mode: \xff\xfe",
        b"\x00\x01",
        b"mode: comment\n<<: {mode: off}\n",
        b"? [mode]\n: off\n",
        b"%YAML 9.9\n---\nmode: off",
    ],
)
def test_hostile_files_are_one_calm_sentence_and_the_defaults(hostile):
    settings = config.merged(config.read(hostile))

    assert 1 <= len(settings.faults) <= 20
    assert (settings.mode, in_force(settings)) == ("comment", in_force(Config()))


def test_what_was_found_is_shown_shaped():
    (fault,) = faults('mode: "<!-- hone:summary --> @team `x` ' + "y" * 100 + '"')

    assert "<!--" not in fault[1]
    assert len(fault[1]) < 200


def test_the_organisation_decides_what_the_repository_leaves_open():
    settings = chosen(
        "gates: {coverage: {limit: 90}}\nmode: wrong", "mode: check-only\ngates: {coverage: on, debt: on}"
    )

    assert settings.mode == "check-only"
    assert settings.gates == {"coverage": GateSetting(on=True, limit=90), "debt": GateSetting(on=True)}
    assert settings.faults[0].message.endswith("`check-only` is in force")


def test_a_mistake_of_the_organisation_is_told_as_its_own():
    (fault,) = chosen("prompts: 1", "prompts: 99").faults

    assert (fault.source, fault.message) == (
        "organisation",
        "`prompts` must be a whole number from 0 to 3 (found `99`); `1` is in force",
    )


@pytest.mark.parametrize(
    ("glob", "fits", "others"),
    [
        ("dist/**", ["dist/a.js", "dist/a/b.js"], ["dist", "src/dist/a.js"]),
        ("**/*.lock", ["a.lock", "x/y/a.lock"], ["a.lock/b", "alock"]),
        ("*.py", ["a.py"], ["x/a.py"]),
        ("src/*/gen.go", ["src/a/gen.go"], ["src/a/b/gen.go", "src/gen.go"]),
        ("a?.txt", ["ab.txt"], ["a/.txt", "abc.txt"]),
        ("docs/[x].md", ["docs/[x].md"], ["docs/x.md"]),
    ],
)
def test_globs_mean_what_people_expect(glob, fits, others):
    ignored = config.matcher([glob])

    assert [path for path in fits if not ignored(path)] == []
    assert [path for path in others if ignored(path)] == []


def test_the_published_schema_is_the_parsers():
    assert config.schema() == SCHEMA


@pytest.mark.parametrize(
    "text",
    [
        "mode: check-only",
        "mode: off",
        "mode: loud",
        "prompts: 4",
        "prompts: 3",
        "gates: {coverage: on}",
        "gates: {coverage: {limit: 85}}",
        "gates: {coverage: {limit: 101}}",
        "gates: {coverage: {names: [a]}}",
        "gates: {nonsense: on}",
        "gates: {new_secrets: {}}",
        "gates: {new_secrets: off}",
        "ignore: ['dist/**']",
        "ignore: ['../x']",
        "ignore: x",
        "comments: {inline: 0}",
        "comments: {outline: 0}",
        "queue: no",
        "queue: perhaps",
        "- x",
    ],
)
def test_an_editor_with_the_schema_says_what_the_parser_says(text):
    valid = jsonschema.Draft202012Validator(SCHEMA).is_valid(yaml.safe_load(text))

    assert valid == (not faults(text))
