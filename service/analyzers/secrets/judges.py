"""Weighs what a rule took for a secret: by its name, by the way it is written, and by its characters."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from service.analyzers.secrets.names import Kind, kind_of
from service.analyzers.secrets.values import UUID, kinds, random_looking, stands_for_another


class Weight(IntEnum):
    """How much speaks for a secret."""

    NONE = 0
    WEAK = 1
    """It stands where a secret stands, but may be made up: a word, few characters."""
    STRONG = 2


@dataclass(frozen=True, slots=True)
class Guess:
    """A value, and what stands around it."""

    name: bytes
    """The whole name that holds a word such as `password`, or what else leads to the value."""
    value: bytes
    quoted: bool
    code: bool
    """True when a bare word in this file is an expression, not a text."""
    rest: bytes
    """The first bytes after the value."""


Judge = Callable[[Guess], Weight]

EXPRESSION = re.compile(rb"[(){}\[\]<>|;]|^[$@&*%:]|^\w+(?:\.[a-zA-Z_]\w*)+$")
DOTTED = re.compile(rb"[\w\-]+(?:\.[\w\-]+)+")
ADDRESS = re.compile(rb"(?:\.{0,2}/|~/|[a-zA-Z][a-zA-Z0-9+.\-]*://|[A-Za-z]:\\).*|[\w.\-]+(?:/[\w.\-]+)+/?")
NAME = re.compile(rb"[A-Za-z]+(?:[_\-.: ][A-Za-z]+)*")
DIGIT = re.compile(rb"\d")
TWO_DIGITS = re.compile(rb"\d.*\d")
SPECIAL = re.compile(rb"[0-9!@#$%^&*+=~?]")
DATE = re.compile(rb"\d{4}-\d\d-\d\d.*")
LEAST_PASSWORD, PAINS, LEAST_TOKEN = 3, 8, 8
"""Fewest characters of a password, of one that somebody took pains with, and of a token."""
ALL_KINDS = 4
FEW = 3
STAND_IN = re.compile(
    rb"(?i)(?:my_?)?(?:pass(?:word|wd)?|pwd|pw|secret|token|postgres|root|admin|user(?:name)?|guest|foo|bar|key)\d*"
)
NEAR = re.compile(
    rb"(?i)@(?:localhost|127\.|0\.0\.0\.0|(?:host(?:name)?|db|database|postgres|mysql|redis|server|proxy)\b"
    rb"|[a-z0-9.\-]*(?:example|test|local|invalid)\b)"
)


def assignment(guess: Guess) -> Weight:
    """A value given to a name that sounds secret: strong when a machine made it, or a person took pains."""
    kind, value = kind_of(guess.name), guess.value
    if kind is Kind.NONE or stands_for_another(value):
        return Weight.NONE
    if _made_by_a_machine(value):
        return Weight.NONE if guess.code and not guess.quoted and _is_identifier(guess) else Weight.STRONG
    if not guess.quoted and not _is_text(guess):
        return Weight.NONE
    return _password(value, guess.quoted) if kind is Kind.PASSWORD else _token(value)


def named(guess: Guess) -> Weight:
    """Two texts side by side, the first of which sounds secret: a list of names looks the same."""
    return Weight.STRONG if kind_of(guess.name) and header(guess) else Weight.NONE


def header(guess: Guess) -> Weight:
    """What stands after `Bearer` and its like."""
    good = _made_by_a_machine(guess.value) and not stands_for_another(guess.value)
    return Weight.STRONG if good else Weight.NONE


def basic(guess: Guess) -> Weight:
    """What stands after `Basic`: base64 of a name, a colon and a password (RFC 7617)."""
    try:
        decoded = base64.b64decode(guess.value + b"=" * (-len(guess.value) % 4), validate=True)
    except binascii.Error:
        return Weight.NONE
    user, _, password = decoded.partition(b":")
    if not (user and password and decoded.isascii() and decoded.decode().isprintable()):
        return Weight.NONE
    return _password(password, quoted=True)


def password(guess: Guess) -> Weight:
    """What can be nothing but a password: after an option of a program, in a statement of a database."""
    return Weight.NONE if stands_for_another(guess.value) else _password(guess.value, quoted=True)


def url(guess: Guess) -> Weight:
    """The password of a URL: weak when the machine is this one, or its name a reserved one."""
    if stands_for_another(guess.value) or STAND_IN.fullmatch(guess.value):
        return Weight.NONE
    return Weight.WEAK if NEAR.match(guess.rest) or len(set(guess.value)) <= FEW else Weight.STRONG


def _made_by_a_machine(value: bytes) -> bool:
    if ADDRESS.fullmatch(value) or not random_looking(value):
        return False
    return not DOTTED.fullmatch(value) or any(map(random_looking, value.split(b".")))


def _is_identifier(guess: Guess) -> bool:
    """True for a bare word that names something in the program: hardly a digit, or used as a name."""
    return len(DIGIT.findall(guess.value)) < FEW or guess.rest.startswith((b"(", b".", b"["))


def _is_text(guess: Guess) -> bool:
    """True for a bare word that is a value of its own: no expression, and not the name once more."""
    return not (guess.code or EXPRESSION.search(guess.value) or guess.value.lower() in guess.name.lower())


def _password(value: bytes, quoted: bool) -> Weight:
    if len(value) < LEAST_PASSWORD or not value.isascii() or (EXPRESSION.search(value) and kinds(value) < ALL_KINDS):
        return Weight.NONE
    if ADDRESS.fullmatch(value) and not quoted:
        return Weight.NONE
    pains = (
        len(value) >= PAINS and kinds(value) >= ALL_KINDS - 1 and SPECIAL.search(value) and not UUID.fullmatch(value)
    )
    return Weight.STRONG if pains and not DATE.fullmatch(value) else Weight.WEAK


def _token(value: bytes) -> Weight:
    plain = NAME.fullmatch(value) or ADDRESS.fullmatch(value) or DATE.fullmatch(value) or not TWO_DIGITS.search(value)
    return Weight.NONE if plain or len(value) < LEAST_TOKEN or value.isdigit() else Weight.WEAK


JUDGES: Mapping[str, Judge] = {
    "assignment": assignment,
    "named": named,
    "header": header,
    "basic": basic,
    "password": password,
    "url": url,
}
