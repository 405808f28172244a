"""Squawk: SQL migrations that fail or lock a PostgreSQL table, by the rules of `squawk.toml` alone."""

import re
from collections.abc import Mapping, Sequence

from service.analyzers import (
    Analyzer,
    Found,
    Options,
    Text,
    Tool,
    Unreadable,
    line_range,
    one_line,
    parsed,
    sorted_out,
)
from service.language import tags
from service.model import Finding
from service.paths import is_test
from service.rules import Rule, counts, fits, once, table

CONFIG = "own/squawk.toml"
BROKEN = "syntax-error"
ANYWHERE = frozenset({"adding-required-field"})
"""Rules that hold in other databases, too."""
MIGRATION = re.compile(
    r"(^|/)(db/migrate|migrations?|migrate|flyway|sqlx|schema_changes|versions)/|(^|/)[VR]\d[\w.]*__[^/]*$",
    re.IGNORECASE,
)
BACK = re.compile(r"(^|[._/-])(down|undo|rollback|revert)([._/-]|$)|(^|/)U\d[\w.]*__[^/]*$", re.IGNORECASE)
"""The way back, which is taken in an emergency and may lose and lock."""
OTHER_PATH = re.compile(
    r"mysql|maria|sqlite|libsql|turso|mssql|sql-?server|oracle|clickhouse|snowflake|bigquery|duckdb|cassandra|spanner",
    re.IGNORECASE,
)
OTHER = re.compile(
    rb"`|\{\{|\{%|\b(?:AUTO_?INCREMENT|ENGINE\s?=|PRAGMA|NVARCHAR|VARCHAR2|UNSIGNED|TINYINT|DATETIME|MergeTree)\b|\bdbo\."
    rb"|^GO\s?$|^\\|\bFROM STDIN\b",
    re.IGNORECASE | re.MULTILINE,
)
"""Other databases, templates, and what only `psql` reads."""
POSTGRESQL_PATH = re.compile(r"postgres|pgsql|(^|[/_-])pg([/_-]|$)", re.IGNORECASE)
POSTGRESQL = re.compile(
    rb"::\w|\$\$|\bpublic\.|\b(?:text|int|integer|uuid|varchar)\[\]"
    rb"|\b(?:(?:BIG|SMALL)?SERIAL|JSONB|TIMESTAMPTZ|BYTEA|CONCURRENTLY|PLPGSQL|TSVECTOR|ILIKE|NOT VALID|OWNER TO"
    rb"|gen_random_uuid|TIMESTAMP WITH(?:OUT)? TIME ZONE|USING (?:gin|gist|btree|hash|brin)"
    rb"|CREATE (?:EXTENSION|TYPE|DOMAIN)|ALTER COLUMN \w{1,63} (?:SET|DROP|TYPE)|TRUNCATE [^;]{1,200} CASCADE)\b",
    re.IGNORECASE,
)


def rules() -> Mapping[str, Rule]:
    """The table of rules by Squawk's name."""
    return table(__package__, "squawk.toml")


def own() -> Mapping[str, bytes]:
    """Squawk's configuration: tools that run migrations put each file into a transaction."""
    return {CONFIG: b"assume_in_transaction = true\n"}


def suffix(text: Text) -> str:
    """SQL among migrations, forwards, that is not written for another database than PostgreSQL."""
    if "sql" not in tags(text.path) or not MIGRATION.search(text.path) or BACK.search(text.path):
        return ""
    return "" if OTHER_PATH.search(text.path) or OTHER.search(text.content) else ".sql"


def argv(names: Sequence[str], _options: Options) -> tuple[str, ...]:
    """Squawk with our configuration only; it has no network to ask."""
    return ("squawk", "-c", CONFIG, "--reporter", "json", "--", *names)


def read(output: bytes, _errors: bytes, texts: Mapping[str, Text]) -> dict[str, Found]:
    """Findings by file name. Raises Unreadable when Squawk did not print its list."""
    rows = parsed(output)
    grouped, broken = sorted_out(rows if isinstance(rows, list) else [None], texts, _finding, BROKEN)
    return {name: _found(texts[name], found, name in broken) for name, found in grouped.items()}


def _found(text: Text, found: Sequence[Finding], broken: bool) -> Found:
    """What holds in the database that the text is written for; where that is not known, what holds in all of them."""
    known = bool(POSTGRESQL_PATH.search(text.path) or POSTGRESQL.search(text.content))
    if broken:
        return Found(gap="it does not parse as PostgreSQL" if known and not is_test(text.path) else "", blind=True)
    return Found(once(one for one in found if known or one.rule in ANYWHERE))


def _finding(row: object, texts: Mapping[str, Text]) -> tuple[str, str, Finding | None]:
    """File name, rule and finding of one row; None for what does not count there."""
    match row:
        case {
            "file": str(name),
            "rule_name": str(code),
            "line": int(start),
            "line_end": int() | None as end,
            "message": str(message),
        } if name in texts:
            rule, text = rules().get(code), texts[name]
        case _:
            raise Unreadable("a finding lacks its rule, file or place")
    lines = line_range(start + 1, (start if end is None else end) + 1, text.content)
    if not rule or not counts(rule, text.path, message) or not fits(rule, text.content, lines, message):
        return name, code, None
    return name, code, rule.finding("squawk", code, text.path, lines, one_line(message))


SILENCERS = re.compile(rb"(?i)\bsquawk(?=-)")
SQUAWK = Analyzer(
    "squawk",
    "SQL migrations",
    suffix,
    Tool(argv, read, SILENCERS, ("squawk", "--version"), own, statuses=frozenset({0, 1}), seconds=20.0),
)
