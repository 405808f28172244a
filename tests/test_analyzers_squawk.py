"""Squawk: what it finds, what it leaves alone, and that no migration can talk it out of anything."""

import json

import pytest

from service.analyzers import Options, Text, Unreadable
from service.analyzers.squawk import SQUAWK, argv, own, read, rules, suffix
from service.edge.sandbox import Runner
from service.model import Severity
from service.workflows.inspection import inspect
from tests.analysis import ask, ask_all

PATH = "db/migrations/0002_pay.sql"
FOUND = {
    "adding-required-field": "ALTER TABLE cart ADD COLUMN pay text NOT NULL;",
    "adding-field-with-default": "ALTER TABLE cart ADD COLUMN pay timestamptz DEFAULT clock_timestamp();",
    "ban-concurrent-index-creation-in-transaction": "BEGIN;\nCREATE INDEX CONCURRENTLY i ON cart (pay);\nCOMMIT;",
    "ban-truncate-cascade": "TRUNCATE cart CASCADE;",
    "ban-uncommitted-transaction": "BEGIN;\nSELECT now()::date;",
    "identifier-too-long": f"CREATE TABLE {'a' * 80} (b jsonb);",
}


async def codes(content, path=PATH):
    """Rule and line of everything found."""
    return [(found.rule, found.start) for found in (await ask(SQUAWK, path, content)).findings]


async def test_every_rule_of_the_table_is_one_that_squawk_has():
    said = await ask_all(SQUAWK, {f"migrations/{code}.sql": f"{line}\n" for code, line in FOUND.items()})

    assert set(rules()) == set(FOUND)
    assert {path: [one.rule for one in found.findings] for path, found in said.items()} == {
        f"migrations/{code}.sql": [code] for code in FOUND
    }


@pytest.mark.parametrize(
    "content",
    [
        "ALTER TABLE cart ADD COLUMN pay jsonb;",
        "ALTER TABLE cart ADD COLUMN pay text NOT NULL DEFAULT 'card'::text;",
        "ALTER TABLE cart DROP COLUMN pay; -- of public.cart",
        "ALTER TABLE public.cart RENAME COLUMN pay TO paid;",
        "CREATE TABLE cart (id bigserial, pay int);\nCREATE INDEX i ON cart (pay);",
        "CREATE INDEX CONCURRENTLY i ON cart (pay);",
        "CREATE INDEX i ON cart USING gin (pay);",
        "ALTER TABLE cart ALTER COLUMN pay TYPE bigint;",
        "ALTER TABLE cart ADD CONSTRAINT c CHECK (pay > 0::bigint);",
        "ALTER TABLE public.cart ADD CONSTRAINT c UNIQUE (pay);",
    ],
)
async def test_what_its_author_knows_better_is_left_alone(content):
    assert await codes(content) == []


async def test_a_finding_says_how_bad_it_is_and_what_to_do():
    (found,) = (await ask(SQUAWK, PATH, "\n\nALTER TABLE cart\n  ADD COLUMN pay text NOT NULL;\n")).findings

    assert (found.tool, found.path, found.start, found.end) == ("squawk", PATH, 4, 4)
    assert (found.severity, found.minutes) == (Severity.MEDIUM, 20)
    assert found.advice.startswith("Add the column with a default")


@pytest.mark.parametrize(("path", "findings"), [(PATH, 0), ("postgres/migrations/0002_pay.sql", 1)])
async def test_what_only_postgresql_does_is_told_where_it_is_postgresql(path, findings):
    assert len(await codes("ALTER TABLE cart ADD COLUMN pay numeric DEFAULT random();\n", path)) == findings


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        (PATH, b"", ".sql"),
        ("src/main/resources/db/migration/V2__pay.sql", b"", ".sql"),
        ("sql/V2.1__pay.sql", b"", ".sql"),
        ("queries/pay.sql", b"", ""),
        ("migrations/0002.down.sql", b"", ""),
        ("migrations/2024_pay/down.sql", b"", ""),
        ("migrations/0002_countdown.sql", b"", ".sql"),
        ("migrations/mysql/0002.sql", b"", ""),
        ("migrations/0002.py", b"", ""),
        (PATH, b"CREATE TABLE `cart` (id int);\n", ""),
        (PATH, b"CREATE TABLE cart (id int AUTO_INCREMENT);\n", ""),
        (PATH, b"ALTER TABLE dbo.cart ADD pay int\nGO\n", ""),
        (PATH, b"{% if pay %}\n", ""),
        (PATH, b"COPY cart FROM stdin;\n1\n\\.\n", ""),
    ],
)
def test_migrations_of_postgresql_are_known_by_name_and_words(path, content, expected):
    assert suffix(Text(path, content)) == expected


@pytest.mark.parametrize(
    "comment",
    [
        "-- squawk-ignore-file",
        "-- squawk-ignore adding-required-field",
        "/* squawk-ignore-file */",
        "-- SQUAWK-ignore-file",
    ],
)
async def test_a_comment_silences_nothing(comment):
    content = f"{comment}\n{FOUND['adding-required-field']}\n"

    assert await codes(content) == [("adding-required-field", 2)]


async def test_a_configuration_on_the_way_is_not_read():
    silent = b'excluded_rules = ["adding-required-field"]\nexcluded_paths = ["*"]\n'
    files = {".squawk.toml": silent, "head/.squawk.toml": silent, "head/0.sql": FOUND["adding-required-field"].encode()}

    done = await Runner().run(argv(["head/0.sql"], Options(b"")), {**files, **own()})

    assert "adding-required-field" in [row["rule_name"] for row in json.loads(done.output)]


@pytest.mark.parametrize(
    ("content", "gap"), [("SELEC 1;\n", ""), ("SELEC 1::int;\n", "it does not parse as PostgreSQL")]
)
async def test_a_dialect_it_does_not_read_is_a_gap_only_where_postgresql_was_meant(content, gap):
    found = await ask(SQUAWK, PATH, content + FOUND["adding-required-field"].replace("text", "int"))

    assert (found.findings, found.gap, found.blind) == ((), gap, True)


@pytest.mark.parametrize(
    "content",
    [
        b"\r\nALTER TABLE cart ADD COLUMN pay text NOT NULL;\r\n",
        b"-- \xe9\nALTER TABLE cart ADD COLUMN pay text NOT NULL;\n",
        b"-- " + b"a" * 1_000_000 + b"\nALTER TABLE cart ADD COLUMN pay text NOT NULL;\n",
    ],
    ids=["CRLF", "not UTF-8", "1,000,000 columns"],
)
async def test_unusual_text_is_read_all_the_same(content):
    assert await codes(content) == [("adding-required-field", 2)]


async def test_a_text_that_brings_it_down_is_not_analysed_and_its_neighbour_is():
    deep = Text(PATH, b"SELECT " + b"(" * 500_000 + b";\n")
    texts = {("head", "deep"): deep, ("head", "pay"): Text(PATH, FOUND["adding-required-field"].encode())}

    reading = await inspect(SQUAWK, texts, Options(b""), Runner())

    assert set(reading.failed) == {("head", "deep")}
    assert [one.rule for one in reading.found["head", "pay"].findings] == ["adding-required-field"]


@pytest.mark.parametrize(
    "output",
    [
        b"",
        b"{}",
        b"[1]",
        b'[{"file": "a.sql", "rule_name": "a", "line": "0", "line_end": 0, "message": ""}]',
        b'[{"file": "/etc/passwd", "rule_name": "a", "line": 0, "line_end": 0, "message": ""}]',
        b"[" * 100_000,
    ],
)
def test_output_that_is_not_squawks_is_never_read_as_clean(output):
    with pytest.raises(Unreadable):
        read(output, b"", {"a.sql": Text(PATH, b"x\n")})
