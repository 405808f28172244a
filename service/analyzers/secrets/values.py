"""What the characters of a value tell: made by a machine, made by a person, or put there to stand for another."""

import math
import re
import string
from collections import Counter
from itertools import pairwise

SHORTEST = 12
"""Letters and digits below which a value may look random by chance."""
CHANGES = 0.2
"""Share of neighbours of unlike kind (lower, upper, digit) below which characters are words: chance gives .31 in base
32, .40 in lower case with digits, .47 in hexadecimal and .62 in base 62; names and sentences stay near .1."""
LEAST_ENTROPY, LEAST_ENTROPY_HEX = 3.0, 2.5
"""Bits per character; of random values of twelve characters 95 % have more."""
LONG_WORD = 5
FEW = 3
KIND = bytes.maketrans(string.ascii_letters.encode() + string.digits.encode(), b"a" * 26 + b"A" * 26 + b"0" * 10)
OTHERS = re.compile(rb"[^A-Za-z0-9]+")
HEX = re.compile(rb"[0-9a-f]+|[0-9A-F]+")
UUID = re.compile(rb"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
SYLLABLES = "(?:[b-df-hj-np-tv-xz]{0,3}[aeiouy]{1,2}){2,}[b-df-hj-np-tv-xz]{0,2}"
WORD = re.compile(f"[A-Z]?{SYLLABLES}|{SYLLABLES.upper()}".encode())
PLACEHOLDER = re.compile(
    rb"(?i)example|sample|placeholder|change.?(?:me|this|it)|redact|removed|replace|insert|dummy|fake|your[_-]?|todo|fixme"
    rb"|lorem|secret.?here|here$|^not?[-_ ]|invalid|wrong|missing|unknown|hidden|undefined|deadbeef|0?123456789"
    rb"|abcdef(?:gh|_|$)|\b(?:null|none|nil|true|false|empty)\b|\*{2,}|x{4,}|\.\.\."
)
TEMPLATE = re.compile(rb"[<>]|\$[\w{(]|\{\{|}}|%\(\w+\)|%[sdrv]\b|%\w+%|%\{|#\{|@@")
PATTERN = re.compile(rb"\[(?:a-z|A-Z|0-9|\^)|\{\d+[,}]|\(\?")


def entropy(value: bytes) -> float:
    """Shannon entropy in bits per character."""
    counts = Counter(value).values()
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts)


def kinds(value: bytes) -> int:
    """How many of lower case, upper case, digits and other characters the value has."""
    classes = set(value.translate(KIND))
    return len(classes & set(b"aA0")) + bool(classes - set(b"aA0"))


def changes(value: bytes) -> float:
    """The share of neighbours that are of unlike kind: lower case, upper case or digit."""
    return sum(one != other for one, other in pairwise(value.translate(KIND))) / max(1, len(value) - 1)


def random_looking(value: bytes) -> bool:
    """True for what a generator of keys writes: letters and digits in no order, and hardly a word among them."""
    bare = OTHERS.sub(b"", value)
    if len(bare) < SHORTEST or bare.isalpha() or bare.isdigit() or UUID.fullmatch(value):
        return False
    if entropy(bare) < (LEAST_ENTROPY_HEX if HEX.fullmatch(bare) else LEAST_ENTROPY) or changes(bare) < CHANGES:
        return False
    return sum(len(word) for word in WORD.findall(value) if len(word) >= LONG_WORD) * 2 < len(bare)


def stands_for_another(value: bytes) -> bool:
    """True for placeholders, templates, regular expressions, and one or two characters repeated."""
    return len(set(value)) < FEW or any(each.search(value) for each in (PLACEHOLDER, TEMPLATE, PATTERN))
