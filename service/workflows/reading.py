"""READING: what all analyzers say of texts; of a text that was read before, what they said then."""

import asyncio
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache as remembered
from typing import TYPE_CHECKING

from service.analyzers import Analyzer, Found, Options, Text, Tool, every
from service.analyzers.ruff import oldest_python
from service.model import Repo
from service.ports import Cache, Code, Sandbox
from service.workflows.batches import Batch
from service.workflows.inspection import Key, Reading, inspect

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Said = dict[str, Found]
"""What was found in one text, by the name of the analyzer."""
QUICK = 1
"""Of zlib's levels: the values are read far more often than there is any lack of room."""
MOST_KEPT = 1 << 20
"""Bytes of JSON about one text; a hostile one is better read again than kept."""


@dataclass(frozen=True, slots=True)
class Read:
    """Every analyzer's reading of a batch, and how many of its texts had to be analysed for it."""

    readings: Mapping[Analyzer, Reading]
    analysed: int


async def oldest(tree: Mapping[str, str], code: Code, repo: Repo) -> str:
    """The oldest Python the tree says it supports; empty when it does not say so where we can read it."""
    blob = tree.get("pyproject.toml", "")
    content = (await code.blobs(repo, [blob])).get(blob, b"") if blob else b""
    return oldest_python(content.decode(errors="replace"))


async def read(batch: Batch, options: Options, sandbox: Sandbox, cache: Cache | None) -> Read:
    """What every analyzer says of the batch, all at the same time; equal texts are analysed once.

    Only what all analyzers finished is remembered: a failure is tried again next time.
    """
    names = await asyncio.to_thread(_names, batch, options) if cache else {}
    known = await asyncio.to_thread(_recalled, await cache.known([*names.values()]) if cache else {})
    fresh = {key: text for key, text in batch.texts.items() if names.get(key) not in known}
    readings = await _analysed(fresh, batch, options, sandbox)
    if cache and fresh:
        await cache.keep(await asyncio.to_thread(_kept, fresh, names, readings))
    before = {key: known[name] for key, name in names.items() if name in known}
    return Read({one: _with(reading, one.name, before) for one, reading in readings.items()}, len(fresh))


async def _analysed(
    texts: Mapping[Key, Text], batch: Batch, options: Options, sandbox: Sandbox
) -> dict[Analyzer, Reading]:
    short = {key: text for key, text in texts.items() if key not in batch.long}
    analyzers = every()
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(inspect(one, short if isinstance(one.work, Tool) else texts, options, sandbox))
            for one in analyzers
        ]
    return {one: task.result() for one, task in zip(analyzers, tasks, strict=True)}


def _names(batch: Batch, options: Options) -> dict[Key, str]:
    """The key of each text: a digest of its content, of its path, which rules look at, and of who is asked how."""
    how = repr((options, tuple(one.name for one in every()))).encode()
    return {key: _name(how, text, long=key in batch.long) for key, text in batch.texts.items()}


def _name(how: bytes, text: Text, *, long: bool) -> str:
    digest = hashlib.sha256(hashlib.sha256(how).digest())
    for part in (b"long" if long else b"", text.path.encode(errors="surrogatepass"), text.content):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _recalled(kept: Mapping[str, bytes]) -> dict[str, Said]:
    return {name: _said().validate_json(zlib.decompress(value)) for name, value in kept.items()}


def _kept(
    texts: Mapping[Key, Text], names: Mapping[Key, str], readings: Mapping[Analyzer, Reading]
) -> dict[str, bytes]:
    """What to remember of the texts that every analyzer read to the end."""
    kept = {}
    for key in texts:
        said = {one.name: reading.found[key] for one, reading in readings.items() if key in reading.found}
        if any(found.gap for found in said.values()) or any(key in reading.failed for reading in readings.values()):
            continue
        value = _said().dump_json(said)
        if len(value) <= MOST_KEPT:
            kept[names[key]] = zlib.compress(value, QUICK)
    return kept


def _with(reading: Reading, name: str, before: Mapping[Key, Said]) -> Reading:
    """The reading, and what the analyzer of that name said before."""
    old = {key: said[name] for key, said in before.items() if name in said}
    return Reading({**old, **reading.found}, reading.failed)


@remembered
def _said() -> "TypeAdapter[Said]":
    from pydantic import TypeAdapter

    return TypeAdapter(Said)
