"""Prompt ids: ULIDs whose random part is a hash, so the same work at the same moment has the same id."""

from hashlib import sha256

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32, as the ULID specification asks
_TIME_BITS, _HASH_BITS = 48, 80


def ulid(now: float, *subject: object) -> str:
    """26 characters: 48 bits of `now` (seconds since 1970) in milliseconds, then 80 bits of SHA-256 of the subject.

    Raises ValueError for a time that 48 bits cannot hold.
    """
    milliseconds = int(now * 1000)
    if not 0 <= milliseconds < 1 << _TIME_BITS:
        raise ValueError(f"{now} is no time an id can hold")
    digest = sha256("\0".join(map(str, subject)).encode()).digest()
    number = milliseconds << _HASH_BITS | int.from_bytes(digest[: _HASH_BITS // 8])
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))
