"""How a step's outcome is kept: as JSON, read back by the return annotation of the work."""

import json
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, TypeVar, cast, get_type_hints

from pydantic import TypeAdapter, ValidationError

from service.ports import Fault

T = TypeVar("T")

LIMIT = 256 * 1024
"""Bytes one step may keep; content belongs into git or the store, and is named by its id."""

RESULT = '{"result":'

log = logging.getLogger(__name__)


class StepFailed(Exception):
    """A step ended in something nobody foresaw; the message names the step and what it raised."""


def claim(names: set[str], name: str) -> None:
    """Note the name of a step. Raises RuntimeError when the run had one of that name: it would be skipped."""
    if name in names:
        raise RuntimeError(f"two steps of one run are called {name!r}; the second would never be done")
    names.add(name)


async def outcome(name: str, work: Callable[..., Awaitable[T]], args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    """Do the work and tell, as JSON, how it ended: a result, a Fault, or any other error.

    Failures are kept like results, so a run that starts again meets what it met before.
    """
    adapter = _adapter(_plain(work))
    try:
        return _kept(name, adapter, await work(*args, **kwargs))
    except Fault as fault:
        return json.dumps({"fault": type(fault).__name__, "arguments": fault.args})
    except Exception as error:
        log.exception("step %r failed", name)
        return json.dumps({"failed": f"step {name!r}: {type(error).__name__}: {error}"[:2000]})


def read(work: Callable[..., Awaitable[T]], kept: str) -> T:
    """What the work returned, or raises what it raised: a Fault of the same class, else StepFailed."""
    if kept.startswith(RESULT):
        try:
            return cast("T", _adapter(_plain(work)).validate_json(kept[len(RESULT) : -1]))
        except ValidationError as error:
            raise StepFailed(f"the result of {_plain(work).__qualname__} is not what it promises: {error}") from None
    told = json.loads(kept)
    if "fault" in told:
        raise _fault(told["fault"])(*told["arguments"])
    raise StepFailed(told["failed"])


def _kept(name: str, adapter: TypeAdapter[Any], result: object) -> str:
    data = adapter.dump_json(result, warnings=False)
    if len(data) > LIMIT:
        raise ValueError(f"the result of {name!r} is {len(data):,} bytes; at most {LIMIT:,} are kept")
    return f"{RESULT}{data.decode()}}}"


def _plain(work: Callable[..., Any]) -> Callable[..., Any]:
    """The function behind partials and bound methods, which is the same object every time."""
    while isinstance(work, partial):
        work = work.func
    return getattr(work, "__func__", work)


@lru_cache(maxsize=1024)
def _adapter(function: Callable[..., Any]) -> TypeAdapter[Any]:
    hints = get_type_hints(function)
    if "return" not in hints:
        raise TypeError(f"{function.__qualname__} needs a return annotation: its result is read back by it")
    return TypeAdapter(hints["return"])


def _fault(name: str) -> type[Fault]:
    return next((kind for kind in _kinds(Fault) if kind.__name__ == name), Fault)


def _kinds(kind: type[Fault]) -> Iterator[type[Fault]]:
    for child in kind.__subclasses__():
        yield child
        yield from _kinds(child)
