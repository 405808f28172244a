"""Hidden: characters that make code read differently than it runs, in every language but Python, where ruff sees them.

CVE-2021-42574, "Trojan Source": overrides and isolates of the writing direction, U+202A to U+202E and U+2066 to U+2069.
"""

import re
from itertools import islice

from service.analyzers import Analyzer, Found, Options, Text, line_range
from service.language import tags
from service.model import Category, Finding, Severity

DIRECTION = re.compile(rb"\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
"""As UTF-8 writes them."""
CODE = frozenset(
    {
        "javascript",
        "jsx",
        "ts",
        "tsx",
        "vue",
        "svelte",
        "go",
        "java",
        "kotlin",
        "scala",
        "c",
        "c++",
        "c#",
        "rust",
        "ruby",
    }
    | {"php", "swift", "dart", "shell", "perl", "lua", "sql", "objective-c", "groovy", "dockerfile"}
)
"""Languages by what `identify` calls them; texts to be read, and translations, may need such characters."""
MINUTES, MOST = 10, 20
"""What a repair costs, and lines of one text that are told: the first is enough to look."""


def suffix(text: Text) -> str:
    """Code, by file name or by the interpreter that a script names."""
    return ".txt" if tags(text.path, text.content) & CODE else ""


def scan(text: Text, _options: Options) -> Found:
    """One finding for each line that holds such a character."""
    turned = (at for at, line in enumerate(text.content.split(b"\n"), 1) if DIRECTION.search(line))
    return Found(tuple(_finding(text, line) for line in islice(turned, MOST)))


def _finding(text: Text, line: int) -> Finding:
    first, last = line_range(line, line, text.content)
    return Finding(
        tool="hidden",
        rule="direction-changing-character",
        path=text.path,
        start=first,
        end=last,
        message="A character that nobody sees changes the direction of writing here",
        severity=Severity.HIGH,
        category=Category.SECURITY,
        minutes=MINUTES,
        advice="Write the character as an escape, or remove it: the line reads differently than it runs.",
    )


HIDDEN = Analyzer("hidden", "code of 25 languages", suffix, scan)
