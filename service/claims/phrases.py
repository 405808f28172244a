"""What a sentence says by its words alone: vague, a trigger with its response, a number, a failure by name."""

import re

from service.claims.fences import outside, unquoted

_WORDS = """
appropriate appropriately adequate adequately acceptable proper properly robust robustly robustness suitable suitably
reasonable reasonably sensible sensibly better best nicer nicely various several miscellaneous etc flexibly
graceful gracefully seamless seamlessly intuitive intuitively user-friendly efficient efficiently optimal optimally
correctly cleanly state-of-the-art high-quality world-class scalable performant easily quickly somehow
sufficiently significant significantly
"""
_SPOKEN = ("as needed", "as necessary", "if necessary", "if needed", "when needed", "where needed", "when possible")
_MORE = (
    "as possible",
    "where possible",
    "if possible",
    "and so on",
    "and the like",
    "best practices?",
    "state of the art",
)
_VAGUE = re.compile(rf"\b(?:{'|'.join((*_SPOKEN, *_MORE, *_WORDS.split()))})\b", re.IGNORECASE)
"""Words that leave open when somebody is done."""

_COMMIT = re.compile(r"\b(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,40}\b")
_ID = re.compile(r"\b(?:R|AC|E|V|F|D|G)-\d{1,3}\b")
_BLANK = re.compile(
    r"\b(?:TBD|TBC|XXX|TKTK)\b|(?<!the )(?<!a )(?<!no )\b(?:TODO|FIXME)\b(?! comment)"
    r"|\{\{[^{}\n]{0,60}\}\}|\$\{[^{}\n]{0,60}\}|\?\?\?|(?i:lorem ipsum)"
    r"|<(?=[a-z])(?:[\w]{1,30}(?:[ _-][\w]{1,30}){1,6}|name|path|file|value|module|symbol|number|description|command)>"
    r"|\[(?i:insert|your|fill in|describe|to be|name of|path to|tbd|todo)\b[^\]\n]{0,60}\]"
    r"|(?m:^[ \t]*(?:[-*+]|[A-Z]{1,2}-\d+\.)[ \t]*(?:\.\.\.|…)?[ \t]*$)"
)
_BLANK_CODE = re.compile(r"`(<[\w -]{1,60}>|\{\{[^{}\n`]{0,60}\}\}|TBD|TODO|\.\.\.|…)`")
_WHEN = r"\b(?:when|whenever|if|given|while|once|unless|until|as soon as|after)\b"
_REACTS = re.compile(rf"{_WHEN}[ \t]+(\S[^.;\n]{{4,240}}?)(?:,|;|\bthen\b)[ \t\n]*(\S[^.\n]{{4,240}})", re.IGNORECASE)
_DOES = r"\b(?:shall|must|returns?|raises?|throws?|exits?|rejects?|refuses?|responds?|answers?|keeps?|stays?|fails?)\b"
_AFTER = re.compile(rf"{_DOES}[^.;\n]{{2,200}}?{_WHEN}[ \t]+(\S[^.;\n]{{4,240}})", re.IGNORECASE)
_MEASURED = re.compile(
    r"(?:[<>≤≥=]|\b(?:exits?|status|code|returns?|equals?|is|to|of|most|least|than|below|above|under|over|exactly|within"
    r"|shows?|has|have|with))(?: at (?:most|least))?[ \t]*\d"
    r"|\b\d+(?:[.,]\d+)?(?:[ \t]?%|[ \t]+[A-Za-zµ]|(?:[mµn]?s|min|h|[kmg]i?b|px|r?em|x)\b)",
    re.IGNORECASE,
)
_FAILURE = re.compile(
    r"\b[A-Z]\w*(?:Error|Exception|Warning|Exit|Timeout|Failure)\b|\b(?:raises?|throws?|exceptions?|errors?|panics?)\b"
    r"|\bErr(?:[A-Z]\w*)?\b"
    r"|\b(?:status|exit code|exits?|exit status|HTTP)[ \t]+(?:with[ \t]+|code[ \t]+)?(?:\d|non-?zero)|\b[45]\d\d\b"
    r"|\bexit codes?\b|\bnon-?zero\b|\btime[sd]?[ -]?out\b",
    re.IGNORECASE,
)
LEAST = 2
"""Words of a trigger, and of a response."""


def prose(text: str) -> str:
    """The author's own sentences: without fences and quotes; code in backticks and commits become `it`."""
    return _COMMIT.sub("it", unquoted(outside(text), "it"))


def vague(text: str) -> tuple[str, ...]:
    """The words that leave open when somebody is done, as they stand in the text, each as often as it does."""
    return tuple(_VAGUE.findall(prose(text)))


def placeholders(text: str) -> tuple[str, ...]:
    """What was left to be filled in: TBD, `<name>`, `{{value}}`, `[insert ...]`, an item that says nothing."""
    found = [*_BLANK_CODE.findall(outside(text)), *_BLANK.findall(prose(text))]
    return tuple(dict.fromkeys(token.strip() for token in found))


def reacts(text: str) -> bool:
    """True when a sentence says what happens upon what, as in "When ..., it shall ..." (EARS), in no vague words."""
    said = prose(text)
    parts = [*_REACTS.findall(said), *((trigger,) for trigger in _AFTER.findall(said))]
    return not vague(text) and any(all(len(part.split()) >= LEAST for part in told) for told in parts)


def measured(text: str) -> bool:
    """True when a sentence holds a number with a unit or a comparison; the numbers of items are none."""
    return bool(_MEASURED.search(_ID.sub("", prose(text))))


def fails_by_name(text: str) -> bool:
    """True when a sentence names an exception, a status or an exit code."""
    return bool(_FAILURE.search(outside(text)))
