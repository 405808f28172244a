"""Interface files as markup: which they are, and their text with everything that is no markup taken out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from service.paths import is_beside, is_test, unwanted

Dialect = Literal["html", "vue", "svelte", "jsx"]

MARK = "\ue000"
"""Stands for a template expression: what it gives is known at run time alone."""
MAX_BYTES = 512 * 1024
"""A larger file is generated, or made to be expensive."""
MAX_LINE = 20_000
"""Characters of a line that people write."""
_ELSE = re.compile(r"\.stories\.[jt]sx$|(^|/)cypress/|/[^/]*\d+\.\d+\.\d+[^/]*/", re.IGNORECASE)
"""Stories and test rigs, and what was unpacked from a release of somebody else's."""
_ENDINGS: dict[str, Dialect] = {
    **dict.fromkeys(
        ("html", "htm", "jinja", "jinja2", "njk", "twig", "liquid", "hbs", "handlebars", "mustache"), "html"
    ),
    **dict.fromkeys(("ejs", "html.erb", "html.j2", "html.tmpl", "tmpl", "gohtml", "blade.php", "html.heex"), "html"),
    "vue": "vue",
    "svelte": "svelte",
    "jsx": "jsx",
    "tsx": "jsx",
}
_COMMENT, _EXPRESSION = "", MARK
_SPANS: dict[str, tuple[str, str]] = {
    "<!--": ("-->", _COMMENT),
    "{{!--": ("--}}", _COMMENT),
    "{{!": ("}}", _COMMENT),
    "{#": ("#}", _COMMENT),
    "{% comment": ("endcomment %}", _COMMENT),
    "<script": ("</script>", _COMMENT),
    "<style": ("</style>", _COMMENT),
    "<%#": ("%>", _COMMENT),
    "{{": ("}}", _EXPRESSION),
    "{!!": ("!!}", _EXPRESSION),
    "{%": ("%}", _EXPRESSION),
    "<%": ("%>", _EXPRESSION),
    "<?": ("?>", _EXPRESSION),
    "${": ("}", _EXPRESSION),
    "/*": ("*/", _COMMENT),
}
_OF: dict[Dialect, tuple[str, ...]] = {
    "html": tuple(each for each in _SPANS if each != "/*"),
    "vue": ("<!--", "<script", "<style", "{{"),
    "svelte": ("<!--", "<script", "<style"),
    "jsx": ("/*",),
}
_BEFORE = {"/*": r"(?<![\w\"'*/.}])"}
"""What sets an opener apart from the same characters elsewhere, such as `accept="image/*"`."""
_CLOSES = re.compile(r"\b(?:window|self)\.close\(\)")
_LINE_COMMENT = re.compile(r"^[ \t]*//.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file, line by line where it was; expressions are `MARK`, comments and scripts are gone."""

    path: str
    dialect: Dialect
    text: str
    expressions: str
    """What the expressions say, in lower case."""
    closes: bool = False
    """True where a script closes the window again, as the last page of a sign-in does."""

    @property
    def braces(self) -> bool:
        """True where `{...}` holds code."""
        return self.dialect in {"svelte", "jsx"}


def interface(path: str) -> bool:
    """True for a file that people see the outcome of: a page, a template, a component; no test, example or build."""
    return _dialect(path) is not None and not (is_test(path) or is_beside(path) or unwanted(path) or _ELSE.search(path))


def source(path: str, content: bytes) -> Source | None:
    """The markup of an interface file; None for what people did not write."""
    dialect = _dialect(path)
    if dialect is None or len(content) > MAX_BYTES or b"\0" in content:
        return None
    text = content.decode("utf-8", "replace").replace(MARK, " ")
    if max(map(len, text.split("\n"))) > MAX_LINE:
        return None
    said: list[str] = []
    bare = "".join(_stripped(text, dialect, said))
    if dialect == "jsx":
        bare = _LINE_COMMENT.sub("", bare)
    # What is gone with the scripts stood in one; what is left is a button that somebody may press.
    closes = len(_CLOSES.findall(text)) > len(_CLOSES.findall(bare))
    return Source(path, dialect, bare, " ".join(said).lower(), closes)


def _dialect(path: str) -> Dialect | None:
    name = path.rpartition("/")[2].lower()
    endings = (name.split(".", dots)[-1] for dots in (1, 2) if name.count(".") >= dots)
    return next((_ENDINGS[ending] for ending in endings if ending in _ENDINGS), None)


def _stripped(text: str, dialect: Dialect, said: list[str]) -> Iterator[str]:
    """The text in pieces; `said` gets what the expressions hold. Each character is looked at a few times at most."""
    openers = sorted(_OF[dialect], key=len, reverse=True)
    opening = re.compile("|".join(_BEFORE.get(each, "") + re.escape(each) for each in openers), re.IGNORECASE)
    never: set[str] = set()
    at = 0
    while found := opening.search(text, at):
        closer, stands_for = _SPANS[found[0].lower()]
        end = -1 if closer in never else _after(closer, text, found.end())
        if end < 0:
            never.add(closer)
            yield text[at : found.end()]
            at = found.end()
            continue
        inside = text[found.start() : end]
        if stands_for:
            said.append(inside)
        yield text[at : found.start()] + stands_for + "\n" * inside.count("\n")
        at = end
    yield text[at:]


def _after(closer: str, text: str, at: int) -> int:
    found = re.compile(re.escape(closer), re.IGNORECASE).search(text, at)
    return found.end() if found else -1
