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
_MARKUP = frozenset({".jsx", ".tsx"})
"""Endings that a test keeps, which may hold markup, too."""
_SCRIPTS = frozenset({".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts"})


MOST_CANDIDATES = 6
GENERIC = frozenset(
    {"test", "tests", "__tests__", "spec", "specs", "src", "lib", "main", "unit", "java", "kotlin", "scala", "t"}
    | {"commontest", "jvmtest", "testing", "feature", "integration"}
)
"""Folders that say nothing of what is tested in them."""


def index(tree_paths: Iterable[str]) -> Index:
    """The test files of a tree, made once for many look-ups."""
    found: dict[str, list[str]] = {}
    for path in tree_paths:
        if is_test(path):
            found.setdefault(path.rpartition("/")[2], []).append(path)
    return found


def test_of(path: str, tests: Index) -> str:
    """The test file of the path: the best candidate by name, nearest by folders; empty when none or no clear one."""
    ranked = _ranked(path, tests, _names(PurePosixPath(path)))
    if not ranked or (len(ranked) > 1 and ranked[0][:2] == ranked[1][:2]):
        return ""
    return ranked[0][2]


def candidates(path: str, tests: Index) -> tuple[str, ...]:
    """Test files that may belong to the path, at most six, best first; their texts tell which of them do."""
    pure = PurePosixPath(path)
    own = _ranked(path, tests, _names(pure))
    return tuple(each[2] for each in (*own, *_ranked(path, tests, _longer(pure))))[:MOST_CANDIDATES]


def astray(path: str, test: str) -> bool:
    """True when the test stands in folders that the path does not: it may be another package's."""
    theirs = {part.lower() for part in PurePosixPath(test).parts[:-1]} - GENERIC
    return not theirs <= {part.lower() for part in PurePosixPath(path).parts[:-1]}


def _ranked(path: str, tests: Index, names: Iterable[str]) -> list[tuple[int, int, str]]:
    if is_test(path):
        return []
    pure = PurePosixPath(path)
    found = [PurePosixPath(other) for name in names for other in tests.get(name, ())]
    return sorted((-shared(pure, other), len(other.parts), str(other)) for other in found)


def testable(suffix: str) -> bool:
    """True when files with this ending have tests of their own by custom."""
    return _SAME.get(suffix, suffix) in _STEMS


def named_test(path: PurePosixPath, like: Iterable[PurePosixPath] = ()) -> str:
    """The file name a test of the path has, in the manner of most of `like`; empty for a language without a custom."""
    forms = _STEMS.get(language(path), ())
    stem = path.parent.name if path.stem in {"__init__", "index"} else path.stem.lstrip("_")
    if not forms or not stem:
        return ""
    known = [other for other in like if language(other) == language(path)]
    form = max(forms, key=lambda each: sum(_like(other.stem, each) for other in known))  # of equals the first
    ending = path.suffix
    if known and ending not in _MARKUP and all(other.suffix != ending for other in known):
        ending = known[0].suffix
    return f"{form.format(stem)}{ending}"


def _like(stem: str, form: str) -> bool:
    before, _, after = form.partition("{}")
    return form != "{}" and len(stem) > len(form) - 2 and stem.startswith(before) and stem.endswith(after)


def language(path: PurePosixPath) -> str:
    """The ending that stands for the language of the file."""
    return _SAME.get(path.suffix, path.suffix)


def shared(path: PurePosixPath, other: PurePosixPath) -> int:
    """Folders both have, in any place: a mirrored tree puts `app/billing` under `tests/billing`."""
    return len(set(path.parts[:-1]) & set(other.parts[:-1]))


def _names(path: PurePosixPath) -> frozenset[str]:
    """File names a test of the path may have."""
    return _formed(path, path.parent.name if path.stem == "__init__" else path.stem.lstrip("_"))


def _longer(path: PurePosixPath) -> frozenset[str]:
    """Names with the folder before: `test_tag_post_url.rb` tests `tags/post_url.rb`."""
    folder, stem = path.parent.name, path.stem.lstrip("_")
    return frozenset(name for above in {folder, folder.removesuffix("s")} for name in _formed(path, f"{above}_{stem}"))


def _formed(path: PurePosixPath, stem: str) -> frozenset[str]:
    suffix = language(path)
    suffixes = _SCRIPTS if suffix in {".js", ".ts", ".vue", ".svelte"} else {path.suffix}
    return frozenset(f"{form.format(stem)}{end}" for form in _STEMS.get(suffix, ()) for end in suffixes if stem)
