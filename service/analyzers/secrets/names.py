"""What the name of a variable, a field or an option tells of the value that is given to it."""

import re
from collections.abc import Sequence
from enum import IntEnum


class Kind(IntEnum):
    """What a name promises."""

    NONE = 0
    TOKEN = 1
    PASSWORD = 2


PARTS = re.compile(rb"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
PASSWORD = re.compile(rb".*passw(?:or)?d|.*passphrase|.*passcode|pass|pw|.*pwd")
TOKEN = re.compile(rb".*(?:secret|token|credential)s?|auth|oauth|xauth|session|sess|cookie|cookies|sid|signature")
SECRET_KEYS = frozenset(
    b"api access secret private encrypt encryption decrypt decryption sign signing signature auth client master"
    b" account shared consumer service app application storage server admin deploy hmac aes crypt crypto cipher"
    b" session cookie jwt user bot write instance subscription secure security license django flask rails".split()
)
"""Words before `key` that make it one to keep."""
ABOUT = frozenset(
    b"type types name names url urls uri uris path paths file filename files dir field fields label length len"
    b" size count min max expires expiry expire expiration expiring at ttl hint policy policies regex pattern"
    b" format prefix suffix error errors message msg help title required enabled disabled reset changed change"
    b" algorithm alg method methods endpoint header headers param params parameter index placeholder input form"
    b" rule rules strength description desc docs info status state class kind provider manager service handler"
    b" helper hash hashes hashed digest md sha sum checksum salt id ids ref arn version scheme scope scopes"
    b" audience issuer mode option options limit link page view route template model table column prompt mask"
    b" text validator generator encoder decode encode fingerprint thumbprint usage ops bits strategy domain host"
    b" server callback timestamp date time timeout lifetime duration selector backend middleware module plugin"
    b" driver cls func function icon tooltip locale event action screen component button".split()
)
"""Words after the secret's own: the name is one for something about it."""
PUBLIC = frozenset(
    b"public pub next prev previous page continuation cancel cancellation sort primary foreign partition cache"
    b" show hide toggle forgot lost enter sync shortcut keyboard hot map dict sitekey site route query"
    b" translation message lookup group column field row idempotency object index unique publishable anon not no"
    b" bad wrong invalid fake".split()
)
"""Words before it: what it names is for all to see, or is none."""


def kind_of(name: bytes) -> Kind:
    """What a value of that name is, judged by the last secret-sounding word of it and by the words around.

    A plain `key` is none: most are keys of a dictionary.
    """
    parts = [part.lower() for part in PARTS.findall(name)]
    found = [(at, kind) for at in range(len(parts)) if (kind := _kind(parts, at))]
    if not found:
        return Kind.NONE
    at, kind = found[-1]
    return Kind.NONE if ABOUT.intersection(parts[at + 1 :]) or PUBLIC.intersection(parts[:at]) else kind


def _kind(parts: Sequence[bytes], at: int) -> Kind:
    part = parts[at]
    if PASSWORD.fullmatch(part):
        return Kind.PASSWORD
    if part.endswith((b"key", b"keys")):
        before = {*parts[:at], part.removesuffix(b"s").removesuffix(b"key")}
        return Kind.TOKEN if SECRET_KEYS & before else Kind.NONE
    return Kind.TOKEN if TOKEN.fullmatch(part) else Kind.NONE
