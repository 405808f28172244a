"""Suppressions: comments that ask an analyzer to look away, so that nobody merges one unseen."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from service import language
from service.analyzers import Analyzer, Found, Options, Text, generated, minified, one_line
from service.model import Category, Finding, Severity
from service.paths import is_test
from service.rules import table

DOCUMENT = re.compile(r"(^|/)(docs?|docs_src|examples?|samples?|demos?)/", re.IGNORECASE)
"""Where markers are shown, not meant."""
STRINGS = r""" \\. | "[^"\\\n]*(?:\\.[^"\\\n]*)*" | '[^'\\\n]*(?:\\.[^'\\\n]*)*' """
"""A quote that stays open on its line is none, and one behind a backslash opens nothing: no line is read often.

No possessive quantifiers: those of groups are wrong in Python 3.11.2, which Debian 12 ships.
"""
BLOCK = r"/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/|\Z)"
DOUBLE = r"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""
SINGLE = r"""[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*"""
MARKUP = r"<!--[^-]*(?:-(?!->)[^-]*)*(?:-->|\Z)"
STYLES = {
    "hash": rf"""{'"' * 3}{DOUBLE}(?:{'"' * 3}|\Z) | {"'" * 3}{SINGLE}(?:{"'" * 3}|\Z)
        | {STRINGS} | (?P<comment>\#[^\n]*)""",
    "slash": rf"{STRINGS} | `[^`\\]*(?:\\.[^`\\]*)*(?:`|\Z) | (?P<comment>//[^\n]*|{BLOCK}|{MARKUP})",
    "dash": rf"{STRINGS} | (?P<comment>--[^\n]*|{BLOCK})",
}
"""Strings and comments of each family of languages; what opens and never closes reaches to the end of the text."""
COMMENTS = {style: re.compile(pattern, re.DOTALL | re.VERBOSE) for style, pattern in STYLES.items()}
LANGUAGES = {
    "hash": frozenset(
        {"python", "pyi", "shell", "yaml", "dockerfile", "ruby", "perl", "toml", "terraform", "makefile"}
    ),
    "slash": frozenset(
        {"javascript", "jsx", "ts", "tsx", "vue", "svelte", "go", "java", "kotlin", "scala", "c", "c++", "c#"}
        | {"objective-c", "php", "swift", "rust", "dart", "css", "scss"}
    ),
    "dash": frozenset({"sql"}),
}
"""Families by what `identify` calls the language."""
CODES = r"(?P<codes>[A-Z]+\d+(?:(?:\s*,\s*|\s+)[A-Z]+\d+)*)"
NAMES = r"(?P<codes>[\w@/-]+(?:\s*,\s*[\w@/-]+)*)"
MINUTES = 5


@dataclass(frozen=True, slots=True)
class Marker:
    """One way to silence a tool: `rules` is the table that says whether Hone asks what a marker silences."""

    pattern: re.Pattern[str]
    rules: str = ""
    security: bool = False
    """True when all that the tool says is about security."""


def _marker(pattern: str, rules: str = "", security: bool = False) -> Marker:
    return Marker(re.compile(pattern, re.IGNORECASE), rules, security)


MARKERS = (
    _marker(rf"#\s*(?:(?:ruff|flake8)\s*[:=]\s*)?noqa\b(?:\s*:\s*{CODES})?", "ruff_rules.toml"),
    _marker(rf"#\s*ruff\s*:\s*(?:file-)?(?:ignore|disable)\s*\[\s*{NAMES}", "ruff_rules.toml"),
    _marker(r"#\s*nosec\b(?:[\s:]*[BG]\d{3}(?:\s*,\s*[BG]\d{3})*)?", security=True),
    _marker(r"(?:#|//|/\*|--|<!--)\s*nosem(?:grep)?\b(?:\s*:\s*[\w.-]+)?", security=True),
    _marker(rf"(?:#|//|/\*|<!--)\s*ast-grep-ignore\b(?:\s*:\s*{NAMES})?"),
    _marker(rf"(?://|/\*|<!--)\s*(?:eslint|oxlint)-disable(?:-next-line|-line)?\b(?:\s+(?!-){NAMES})?", "oxlint.toml"),
    _marker(rf"(?:--|/\*)\s*squawk-ignore(?:-file)?\b(?:\s+{NAMES})?", "squawk.toml"),
    _marker(rf"#\s*shellcheck\s+(?:[\w-]+=\S+\s+){{0,9}}disable={NAMES}", "shellcheck.toml"),
    _marker(rf"#\s*hadolint\s+(?:\w+\s+)?ignore\s*=\s*{CODES}", "hadolint.toml"),
    _marker(r"#\s*zizmor\s*:\s*ignore\[[\w, -]*\]", security=True),
    _marker(r"#?\blizard\s+forgives?(?:\([\w, ]*\)|\b)"),
    _marker(r"\b(?:gitleaks:allow|trufflehog:ignore|pragma:\s*allowlist\s+(?:nextline\s+)?secret)\b", security=True),
    _marker(r"\bNOSONAR\b"),
)
LIKELY = re.compile(
    rb"(?i)noqa|nosec|nosem|ruff|-grep-ignore|lint-disable|squawk-ignore|shellcheck|hadolint|zizmor"
    rb"|forgive|gitleaks|trufflehog|allowlist|nosonar"
)
"""Some part of every marker: nearly every text is done with after this one search."""
WORDS = re.compile(LIKELY.pattern.decode())


def suffix(text: Text) -> str:
    """The family of its comments; empty for tests and examples, which show markers as often as they use them."""
    if (
        is_test(text.path)
        or DOCUMENT.search(text.path)
        or minified(text)
        or generated(text)
        or not LIKELY.search(text.content)
    ):
        return ""
    tags = language.tags(text.path, text.content)
    return next((style for style, names in LANGUAGES.items() if tags & names), "")


def scan(text: Text, _options: Options) -> Found:
    """One finding for each line with a marker that would silence something Hone asks. Linear in the text."""
    style = suffix(text)
    if not style:
        return Found()
    content = text.content.decode(errors="replace")
    breaks = [match.start() for match in re.finditer("\n", content)]
    findings: dict[int, Finding] = {}
    for place, shown, secure in _markers(content, style):
        line = bisect_left(breaks, place) + 1
        if line not in findings or secure:
            findings[line] = _finding(text.path, line, shown, secure)
    return Found(tuple(findings.values()))


def _markers(content: str, style: str) -> Iterator[tuple[int, str, bool]]:
    """Where a marker stands, what it says, and whether it is about security."""
    for token in COMMENTS[style].finditer(content):
        comment = token["comment"] or ""
        if not WORDS.search(comment):
            continue
        for marker in MARKERS:
            for match in marker.pattern.finditer(comment):
                at_stake = _at_stake(marker, match)
                if at_stake is not None:
                    yield token.start() + match.start(), match[0], at_stake is Category.SECURITY


def _at_stake(marker: Marker, match: re.Match[str]) -> Category | None:
    """What the marker would put at stake; None when it names rules, and none of them is one of Hone's."""
    if marker.security:
        return Category.SECURITY
    codes = match.groupdict().get("codes")
    if not codes or codes.lower() == "all" or not marker.rules:
        return Category.MAINTAINABILITY
    known = _categories(marker.rules)
    silenced = {known[code] for code in map(_bare, re.split(r"[\s,]+", codes)) if code in known}
    return Category.SECURITY if Category.SECURITY in silenced else Category.MAINTAINABILITY if silenced else None


@cache
def _categories(rules: str) -> Mapping[str, Category]:
    """What each rule of the table puts at stake, by its name in lower case and without its plugin."""
    return {_bare(code): rule.category for code, rule in table(__package__, rules).items()}


def _bare(code: str) -> str:
    """`no-eval` of `no-eval`, `plugin/no-eval` and `plugin(no-eval)`."""
    return re.split(r"[/(]", code.lower().rstrip(")"))[-1]


def _finding(path: str, line: int, shown: str, secure: bool) -> Finding:
    """A marker without danger is itself wherever it stands in the file: the line it is on may change."""
    marker = one_line(re.sub(r"^[#/*<!\s-]+|`", "", shown), 80)
    return Finding(
        tool="suppressions",
        rule="security-suppression" if secure else "suppression",
        path=path,
        start=line,
        end=line,
        message=f"An inline marker asks analyzers to look away here (`{marker}`); Hone does not obey it",
        severity=Severity.MEDIUM if secure else Severity.LOW,
        category=Category.SECURITY if secure else Category.MAINTAINABILITY,
        minutes=MINUTES,
        advice="Remove the marker: mend what it hides, or tell the reviewers why it may stay.",
        identity="" if secure else marker,
    )


SUPPRESSIONS = Analyzer("suppressions", "comments in about 25 languages", suffix, scan)
