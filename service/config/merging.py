"""Hone's defaults, the organisation's and the repository's become the settings in force."""

from collections.abc import Iterator, Mapping
from typing import Literal

from service import gates
from service.config.given import Given
from service.config.shapes import Value
from service.gates import Gate
from service.model import Config, ConfigFault, GateSetting

_DEFAULTS = Config()


def merged(own: Given, organisation: Given | None = None, head: Given | None = None) -> Config:
    """The settings in force; `head` is the file as the change would leave it: only its mistakes count.

    A setting that is wrong falls back to the organisation's, then to Hone's own; no mistake ever stops a review.
    """
    below = organisation or Given()
    values = {**below.values, **own.values}
    sources: tuple[tuple[Given, Literal["repository", "organisation", "head"]], ...] = (
        (own, "repository"),
        (below, "organisation"),
        (head or Given(), "head"),
    )
    return Config(
        mode=_mode(values),
        ignore=_texts(values.get("ignore", ())),
        gates={gate.name: setting for gate in gates.every() if (setting := _setting(gate, values)) != GateSetting()},
        inline=int(_number(values, "comments.inline", _DEFAULTS.inline)),
        prompts=int(_number(values, "prompts", _DEFAULTS.prompts)),
        queue=values.get("queue", _DEFAULTS.queue) is True,
        faults=tuple(fault for given, source in sources for fault in _faults(given, source, values)),
        changed_here=head is not None,
    )


def _mode(values: Mapping[str, Value]) -> Literal["off", "check-only", "comment"]:
    match values.get("mode"):
        case "off":
            return "off"
        case "check-only":
            return "check-only"
        case _:
            return "comment"


def _setting(gate: Gate, values: Mapping[str, Value]) -> GateSetting:
    path = f"gates.{gate.name}"
    on, limit = values.get(path), values.get(f"{path}.limit")
    return GateSetting(
        on if isinstance(on, bool) else None,
        float(limit) if isinstance(limit, float) else None,
        _texts(values.get(f"{path}.names", ())),
    )


def _number(values: Mapping[str, Value], path: str, default: float) -> float:
    value = values.get(path)
    return value if isinstance(value, float) else default


def _texts(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _faults(
    given: Given, source: Literal["repository", "organisation", "head"], values: Mapping[str, Value]
) -> Iterator[ConfigFault]:
    for fault in given.faults:
        message = f"`{fault.path}` {fault.message}" if fault.path else fault.message
        in_force = _in_force(fault.path, values)
        yield ConfigFault(fault.line, f"{message}; {in_force} is in force" if in_force else message, source)


def _in_force(path: str, values: Mapping[str, Value]) -> str:
    """What counts instead, in words; empty where that says nothing."""
    value = values.get(path, _default(path))
    match value:
        case bool():
            return f"`{'on' if value else 'off'}`"
        case float() | int():
            return f"`{value:g}`"
        case str():
            return f"`{value}`"
        case tuple():
            return f"a list of {len(value)}" if value else "an empty list"
        case _:
            return ""


def _default(path: str) -> Value | None:
    known: dict[str, Value] = {
        "mode": _DEFAULTS.mode,
        "ignore": _DEFAULTS.ignore,
        "comments.inline": float(_DEFAULTS.inline),
        "prompts": float(_DEFAULTS.prompts),
        "queue": _DEFAULTS.queue,
    }
    for gate in gates.every():
        known[f"gates.{gate.name}"] = gate.setting.on is True
        known[f"gates.{gate.name}.limit"] = gate.setting.limit or 0.0
        known[f"gates.{gate.name}.names"] = gate.setting.names
    return known.get(path)
