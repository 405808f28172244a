"""Which changed files are read, and their two versions in portions that fit into memory."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.analyzers import Text, Tool, every, minified
from service.model import ChangedFile, Diff, Repo
from service.paths import unwanted
from service.ports import Code
from service.workflows.inspection import Key, Side

MAX_FILES = 3000
MAX_CODE = 1 << 20
"""Bytes of a text that tools parse; a longer one is searched for secrets only."""
CHUNK = 25
"""Files whose content is asked for at once."""
BATCH_FILES, BATCH_BYTES = 200, 4 << 20
SNIFF = 8000
"""Bytes in which a NUL makes a file binary, as for git."""
Gap = tuple[str, str, str, bool]
"""What was not analysed: analyzer or `files`, reason, path, and whether it blocks."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts to analyse together, and what had to be left out."""

    files: tuple[ChangedFile, ...]
    texts: Mapping[Key, Text]
    long: frozenset[Key] = frozenset()
    """Texts that are searched for secrets only."""
    gaps: tuple[Gap, ...] = ()


def select(diff: Diff) -> tuple[tuple[ChangedFile, ...], tuple[Gap, ...]]:
    """The changed files worth reading, and why the others are not."""
    files, gaps = [], []
    for file in diff.files:
        if reason := _left_out(file):
            hides = file.oversized or file.binary
            gaps.append(("files", reason, file.path, hides and file.status != "deleted" and _code(file.path)))
        else:
            files.append(file)
    beyond = f"only {MAX_FILES:,} files of a change are analysed"
    gaps += [("files", beyond, file.path, True) for file in files[MAX_FILES:]]
    return tuple(files[:MAX_FILES]), tuple(gaps)


def _left_out(file: ChangedFile) -> str:
    """Why nobody would analyse the file, or an empty text."""
    if not file.regular:
        return "symbolic link or submodule"
    if reason := unwanted(file.path):
        return reason
    if file.oversized:
        return "too large to read"
    return "binary file" if file.binary else ""


def _code(path: str) -> bool:
    """True for a name under which a tool would read it: padding or a NUL must not make such a file look clean."""
    return not unwanted(path) and any(isinstance(one.work, Tool) and one.suffix(Text(path, b"")) for one in every())


async def batches(files: Sequence[ChangedFile], code: Code, repo: Repo) -> AsyncIterator[Batch]:
    """Texts in portions of bounded size; a chunk of files more than the bound when the last ones are large."""
    held: list[Batch] = []
    for start in range(0, len(files), CHUNK):
        chunk = files[start : start + CHUNK]
        ids = {blob for file in chunk for _, _, blob in sides(file)}
        blobs = await code.blobs(repo, sorted(ids)) if ids else {}
        held += (_texts(file, blobs) for file in chunk)
        size = sum(len(text.content) for one in held for text in one.texts.values())
        if len(held) >= BATCH_FILES or size >= BATCH_BYTES:
            yield _together(held)
            held = []
    if held:
        yield _together(held)


def sides(file: ChangedFile) -> Iterator[tuple[Side, str, str]]:
    """The versions to compare, as side, path, blob: none when the content is the same, one for what is new or gone."""
    if file.old_blob == file.new_blob:
        return
    if file.new_blob and file.status != "deleted":
        yield "head", file.path, file.new_blob
    if file.old_blob and file.status not in {"added", "copied"}:
        yield "base", file.old_path or file.path, file.old_blob


def _texts(file: ChangedFile, blobs: Mapping[str, bytes]) -> Batch:
    """One file's texts; both sides share one fate, so that they can be compared."""
    both = list(sides(file))
    if any(blob not in blobs for _, _, blob in both):
        return Batch((file,), {}, gaps=(("files", "its content could not be read", file.path, True),))
    if any(b"\0" in blobs[blob][:SNIFF] for _, _, blob in both):
        return Batch((file,), {}, gaps=(("files", "binary file", file.path, _code(file.path)),))
    texts: dict[Key, Text] = {(name, path): Text(path, blobs[blob]) for name, path, blob in both}
    if any(len(text.content) > MAX_CODE for text in texts.values()):
        gap = ("files", "longer than 1 MB, searched for secrets only", file.path, _code(file.path))
        return Batch((file,), texts, frozenset(texts), (gap,))
    if any(side == "head" and minified(text) for (side, _), text in texts.items()) and _code(file.path):
        gap = ("files", "lines too long for a person, so not measured and not asked of every rule", file.path, True)
        return Batch((file,), texts, gaps=(gap,))
    return Batch((file,), texts)


def _together(parts: Sequence[Batch]) -> Batch:
    return Batch(
        files=tuple(file for one in parts for file in one.files),
        texts={key: text for one in parts for key, text in one.texts.items()},
        long=frozenset(key for one in parts for key in one.long),
        gaps=tuple(gap for one in parts for gap in one.gaps),
    )
