"""Which existing test file belongs to a source file, by the naming customs of each language."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from service.paths import is_test

Index = Mapping[str, Sequence[str]]
"""Paths of test files by their file name."""

_STEMS = {
    ".py": ("test_{}", "{}_test"),
    ".pyi": ("test_{}", "{}_test"),
    ".go": ("{}_test",),
    ".rb": ("{}_spec", "{}_test", "test_{}"),
    ".java": ("{}Test", "{}Tests", "Test{}"),
    ".kt": ("{}Test", "{}Tests"),
    ".scala": ("{}Test", "{}Spec"),
    ".swift": ("{}Tests", "{}Test"),
    ".cs": ("{}Tests", "{}Test"),
    ".php": ("{}Test",),
    ".rs": ("{}_test", "test_{}", "{}"),
    ".c": ("test_{}", "{}_test"),
    ".cc": ("{}_test", "test_{}", "{}_unittest"),
    ".cpp": ("{}_test", "test_{}", "{}_unittest"),
    ".js": ("{}.test", "{}.spec", "{}"),
    ".ts": ("{}.test", "{}.spec", "{}"),
    ".vue": ("{}.test", "{}.spec"),
    ".svelte": ("{}.test", "{}.spec"),
}
_SAME = {".jsx": ".js", ".mjs": ".js", ".cjs": ".js", ".tsx": ".ts", ".mts": ".ts", ".cts": ".ts"}
_SCRIPTS = frozenset({".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts"})


def index(tree_paths: Iterable[str]) -> Index:
    """The test files of a tree, made once for many look-ups."""
    found: dict[str, list[str]] = {}
    for path in tree_paths:
        if is_test(path):
            found.setdefault(path.rpartition("/")[2], []).append(path)
    return found


def test_of(path: str, tests: Index) -> str:
    """The test file of the path: the best candidate by name, nearest by folders; empty when none or no clear one."""
    if is_test(path):
        return ""
    pure = PurePosixPath(path)
    candidates = [PurePosixPath(other) for name in _names(pure) for other in tests.get(name, ())]
    ranked = sorted((-_shared(pure, other), len(other.parts), str(other)) for other in candidates)
    if not ranked or (len(ranked) > 1 and ranked[0][:2] == ranked[1][:2]):
        return ""
    return ranked[0][2]


def _names(path: PurePosixPath) -> frozenset[str]:
    """File names a test of the path may have."""
    suffix = _SAME.get(path.suffix, path.suffix)
    suffixes = _SCRIPTS if suffix in {".js", ".ts", ".vue", ".svelte"} else {path.suffix}
    stem = path.parent.name if path.stem == "__init__" else path.stem.lstrip("_")
    return frozenset(f"{form.format(stem)}{end}" for form in _STEMS.get(suffix, ()) for end in suffixes if stem)


def _shared(path: PurePosixPath, other: PurePosixPath) -> int:
    """Folders both have, in any place: a mirrored tree puts `app/billing` under `tests/billing`."""
    return len(set(path.parts[:-1]) & set(other.parts[:-1]))
