"""Runs one analyzer on many texts, and narrows a failure down to the texts that cause it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from service.analyzers import Analyzer, Found, Options, Scan, Text, Tool, Unreadable, copy_for
from service.ports import Sandbox

Side = Literal["base", "head"]
Key = tuple[Side, str]
"""One version of one file: the side of the change, and its path there."""
LEAST_SECONDS = 5.0
"""A tool's first run on a batch has its own limit of wall time; each narrower run gets half of the one before."""
RUNS = 20
"""Runs of one tool on one batch: enough to single out one bad file among hundreds."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an analyzer said, and where it said nothing: the reason for each text it could not do."""

    found: Mapping[Key, Found]
    failed: Mapping[Key, str]


async def inspect(analyzer: Analyzer, texts: Mapping[Key, Text], options: Options, sandbox: Sandbox) -> Reading:
    """The analyzer's view of those texts that it wants. A failure is never silence: it is in `failed`."""
    wanted = {key: (text, suffix) for key, text in texts.items() if (suffix := analyzer.suffix(text))}
    if not wanted:
        return Reading({}, {})
    if isinstance(analyzer.work, Tool):
        return await _narrow(analyzer.work, wanted, options, sandbox)
    only = {key: text for key, (text, _) in wanted.items()}
    return Reading(await asyncio.to_thread(_scan, analyzer.work, only, options), {})


def _scan(scan: Scan, texts: Mapping[Key, Text], options: Options) -> dict[Key, Found]:
    return {key: scan(text, options) for key, text in texts.items()}


async def _narrow(tool: Tool, wanted: Mapping[Key, tuple[Text, str]], options: Options, sandbox: Sandbox) -> Reading:
    """Run the tool on everything at once; where that fails, on halves, until what fails is one text."""
    found: dict[Key, Found] = {}
    failed: dict[Key, str] = {}
    waiting, runs = [(tuple(wanted), tool.seconds)], 0
    while waiting:
        keys, seconds = waiting.pop()
        runs += 1
        some, fault = await _attempt(tool, {key: wanted[key] for key in keys}, options, sandbox, seconds)
        if not fault:
            found |= some
        elif len(keys) > 1 and runs + len(waiting) < RUNS:
            half, less = len(keys) // 2, max(LEAST_SECONDS, seconds / 2)
            waiting += [(keys[:half], less), (keys[half:], less)]
        else:
            failed |= dict.fromkeys(keys, fault)
    return Reading(found, failed)


async def _attempt(
    tool: Tool, wanted: Mapping[Key, tuple[Text, str]], options: Options, sandbox: Sandbox, seconds: float
) -> tuple[dict[Key, Found], str]:
    """One run on generated file names, which say nothing but the side and the language; or the fault in words."""
    names = {f"{key[0]}/{number:04}{suffix}": key for number, (key, (_, suffix)) in enumerate(wanted.items())}
    files = {name: copy_for(tool, wanted[key][0].content) for name, key in names.items()}
    done = await sandbox.run(tool.argv(tuple(names), options), {**tool.own(), **files}, seconds)
    if done.fault or done.status not in tool.statuses:
        return {}, done.fault or f"ended with status {done.status}"
    texts = {name: wanted[key][0] for name, key in names.items()}
    try:
        found = await asyncio.to_thread(tool.read, done.output, done.errors, texts)
    except Unreadable as fault:
        return {}, str(fault)
    return {names[name]: one for name, one in found.items()}, ""
