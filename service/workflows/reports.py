"""REPORTS: coverage and benchmark reports out of the archives that workflows left, read in memory and never written."""

import asyncio
import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from service import signals
from service.model import Change, Repo
from service.ports import Artifact, Fault, GitHub, Limited, Unavailable, Withdrawn
from service.signals import MOST_BYTES, Covered, Measured, Unreadable

LIKELY = re.compile(r"(?i)cov|bench|perf|test|report|result")
"""Names of archives that are looked into first."""
MOST_ARCHIVES = 6
ARCHIVE_BYTES = 24 << 20
SMALL = 1 << 20
"""Bytes of an archive that is looked into whatever its name is."""
MOST_MEMBERS, UNPACKED_BYTES, RATIO = 20, 96 << 20, 250
"""Of one archive: reports read, bytes in all, and how far a member may be compressed: XML of zeros reaches 100."""


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports by file name: coverage and benchmarks of the head, benchmarks of the base."""

    coverage: dict[str, Covered] = field(default_factory=dict)
    benchmarks: dict[str, tuple[Measured, ...]] = field(default_factory=dict)
    before: dict[str, tuple[Measured, ...]] = field(default_factory=dict)


async def collect(github: GitHub, change: Change, names: Collection[str], *, compare: bool) -> Reports:
    """Every report of the head's finished workflow runs, and of the base's where benchmarks are compared.

    Of coverage only files of these names (without their folders) are kept: a report is of everything, a change is not.
    """
    ours = await _of(github, change.repo, change.head, names)
    theirs = await _of(github, change.repo, change.base, ()) if compare and ours.benchmarks else Reports()
    return Reports(ours.coverage, ours.benchmarks, theirs.benchmarks)


async def _of(github: GitHub, repo: Repo, head: str, names: Collection[str]) -> Reports:
    found = Reports()
    for artifact in chosen(await github.artifacts(repo, head)):
        try:
            archive = await github.archive(repo, artifact.id, ARCHIVE_BYTES)
        except (Limited, Unavailable, Withdrawn):
            raise
        except Fault:
            continue  # expired or deleted meanwhile; the next one may do
        await asyncio.to_thread(unpack, archive, artifact.name, names, found)
    return found


def chosen(artifacts: tuple[Artifact, ...]) -> list[Artifact]:
    """The archives to look into, likely ones first, newest first among those."""
    fit = [
        each for each in artifacts if each.size <= ARCHIVE_BYTES and (LIKELY.search(each.name) or each.size <= SMALL)
    ]
    return sorted(fit, key=lambda each: (not LIKELY.search(each.name), -each.id))[:MOST_ARCHIVES]


def unpack(archive: bytes, name: str, names: Collection[str], found: Reports) -> None:
    """Add the archive's reports. What is no archive, or no report, is left alone: others may have written anything."""
    for path, content in members(archive):
        place = f"{name}/{path}"[:200]
        try:
            if signals.named("coverage", path):
                covered = signals.coverage(content, path)
                kept = {file: lines for file, lines in covered.items() if re.split(r"[/\\]", file)[-1] in names}
                found.coverage.setdefault(place, kept)
            if signals.named("benchmark", path):
                found.benchmarks.setdefault(place, signals.benchmarks(content, path))
        except Unreadable:
            continue


def members(archive: bytes) -> Iterator[tuple[str, bytes]]:
    """Path and content of the reports inside, by their names; bounded in number, size and compression."""
    room = UNPACKED_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            likely = [each for each in opened.infolist() if _report(each)]
            for each in likely[:MOST_MEMBERS]:
                with opened.open(each) as member:
                    content = member.read(min(each.file_size, room) + 1)
                room -= len(content)
                if len(content) > each.file_size or room < 0:
                    return
                yield each.filename, content
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        return


def _report(member: zipfile.ZipInfo) -> bool:
    fits = signals.named("coverage", member.filename) or signals.named("benchmark", member.filename)
    dense = member.file_size > RATIO * max(member.compress_size, 1)
    return bool(fits) and not member.is_dir() and not dense and member.file_size <= MOST_BYTES
