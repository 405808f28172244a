"""Reads fields of GitHub's JSON leniently: what is missing or of another type is empty."""


def field(data: object, *path: str) -> object:
    """The value at that path of nested objects, or None."""
    for name in path:
        if not isinstance(data, dict):
            return None
        data = data.get(name)
    return data


def text(data: object, *path: str) -> str:
    """The string there, else an empty one."""
    value = field(data, *path)
    return value if isinstance(value, str) else ""


def number(data: object, *path: str) -> int:
    """The whole number there, else 0."""
    value = field(data, *path)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def flag(data: object, *path: str) -> bool:
    """True only when `true` stands there."""
    return field(data, *path) is True


def rows(data: object, *path: str) -> tuple[object, ...]:
    """The items of the list there, else none."""
    value = field(data, *path)
    return tuple(value) if isinstance(value, list) else ()


def as_read(body: str) -> str:
    """A text as it reads: GitHub may change line ends and trailing space."""
    return body.replace("\r\n", "\n").rstrip()
