"""Where a wish is built: the files it is about, what tests and declares them, and what the tree holds beside them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from service.claims import protected
from service.execute.belongs import index, test_of
from service.execute.fitting import fitting
from service.execute.names import plain_path
from service.execute.placing import new_test
from service.execute.scene import code, lines
from service.model import Command, Grounding, Outline, Passage, Symbol
from service.model.grounding import Role
from service.paths import is_beside, is_test

MOST_PLACES, MOST_SYMBOLS = 3, 3
_CODE: tuple[Role, ...] = ("source", "endpoints", "components", "schema")
_ANY: tuple[Role, ...] = (*_CODE, "tests", "docs", "ci")
_BESIDE = re.compile(
    r"(^|/)(e?mails?|locales?|i18n|\.\w+)/|(^|/)__init__\.\w+$|\.(md|rst|txt|ya?ml|json|toml|ini|cfg)$",
    re.IGNORECASE,
)
"""Files that a feature is not built in: letters, texts, settings."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_IDLE = frozenset(
    ("the", "and", "for", "with", "that", "this", "from", "src", "lib", "app", "pkg", "packa", "main", "index", "core")
)
"""Stems that any wish or path holds."""
_STEM = 5
"""Letters that two words share to be one, such as `export` and `exporter`."""


@dataclass(frozen=True, slots=True)
class Site:
    """The facts that a prompt about a wish stands on."""

    words: str
    grounding: Grounding
    places: tuple[Outline, ...]
    """The files to work on, best first; never empty. A file that was not read has no lines here."""
    commands: tuple[Command, ...]
    test: str
    """The test file to add to, or to create; empty where the repository has no tests."""
    exists: bool
    """True when that test file is there already."""
    head: str

    @property
    def path(self) -> str:
        """A citation of the first file."""
        return code(self.places[0].path)

    @property
    def subject(self) -> str:
        """The definition of the first file that is nearest to the wish, else the file."""
        names = self._named(self.places[0])
        return code(names[0].name) if names else self.path

    @property
    def near(self) -> str:
        """A citation of the test file to follow; empty where the tree has no test."""
        return code(self.test) if self.test and self.exists else self.role("tests")

    @property
    def runs(self) -> tuple[str, ...]:
        """What the repository declares to run; where it declares nothing, what every clone can tell."""
        return tuple(each.run for each in self.commands) or (f"git diff --name-only {self.head}",)

    @property
    def sources(self) -> tuple[str, ...]:
        """The manifests that declare it."""
        return tuple(dict.fromkeys(each.source for each in self.commands))

    def role(self, role: Role) -> str:
        """A citation of the file of that role which stands nearest; empty where the tree has none."""
        found = [each.path for each in self.grounding.layout if each.role == role]
        return code(min(found, key=lambda path: bool(_BESIDE.search(path)))) if found else ""

    def told(self) -> tuple[str, ...]:
        """Each file with its lines, what it defines, and why it is named."""
        return tuple(self._told(each) for each in self.places)

    def tested(self) -> str:
        """The test file of the first place, or one that stands near."""
        names = self._defines(self.near.strip("`"))
        if self.test and self.exists:
            return f"Its tests: {self.near}{names}."
        return (
            f"No test of it; a test that stands near: {self.near}{names}." if self.near else "The tree holds no test."
        )

    def nearest(self, line: str) -> str:
        """The file that a line of the wish shares most words with, else the first."""
        wanted = _stems(line)
        shared = [
            len(wanted & _stems(f"{one.path} {' '.join(name.name for name in one.symbols)}")) for one in self.places
        ]
        return self.places[max(range(len(shared)), key=lambda at: (shared[at], -at))].path

    def _told(self, place: Outline) -> str:
        where = lines(place.path, 1, place.lines) if place.lines else code(place.path)
        names = ", ".join(code(each.name) for each in self._named(place))
        shared = _stems(place.path) & _stems(self.words)
        alike = [word for word in _words(place.path) if word.lower()[:_STEM] in shared]
        why = f'shares "{alike[0]}" with the wish' if alike else "the nearest by the layout of the tree"
        return f"{where}{f' ({names})' if names else ''}: {why}."

    def _defines(self, path: str) -> str:
        found = next((each for each in self.grounding.outlines if each.path == path), None)
        names = ", ".join(code(each.name) for each in self._named(found)) if found else ""
        return f" ({names})" if names else ""

    def _named(self, place: Outline) -> list[Symbol]:
        """What a file defines, what shares words with the wish first."""
        wanted = _stems(self.words)
        return sorted(place.symbols, key=lambda each: (-len(wanted & _stems(each.name)), each.start))[:MOST_SYMBOLS]


def site(words: str, grounding: Grounding, head: str) -> Site | None:
    """Where to build what these words ask for; None when the head has no file that could be named."""
    places = _places(words, grounding)
    if not places:
        return None
    existing = sorted(path for path in grounding.paths if is_test(path))
    beside = [each.path for each in grounding.layout]
    first = [each.path for each in places]
    commands = fitting(grounding.commands, _spots(first)) or fitting(grounding.commands, _spots(beside))
    own = test_of(first[0], index(existing))
    tested = existing or any(each.kind == "test" for each in commands)
    made = new_test(first[0], existing) if tested and not own else ""
    test = own or (made if plain_path(made) else "")
    return Site(words, grounding, places, commands, test, test in grounding.paths, head)


def _spots(paths: Iterable[str]) -> list[Passage]:
    return [Passage("", path, "", 1, 1) for path in paths]


def _places(words: str, grounding: Grounding) -> tuple[Outline, ...]:
    """Files that share words with the wish, its name above all, else what the layout puts first: two at least."""
    read = {each.path: each for each in grounding.outlines}
    wanted, title = _stems(words), _stems(words.partition("\n")[0])
    alike = sorted(
        (path for path in read if wanted & _stems(path)),
        key=lambda path: (-len(title & _stems(path)), not read[path].symbols),
    )
    laid = [each.path for role in _CODE for each in grounding.layout if each.role == role]
    rest = [each.path for role in _ANY for each in grounding.layout if each.role == role]
    usable = [path for path in dict.fromkeys([*alike, *laid]) if _built_in(path)]
    all = list(dict.fromkeys([*usable, *alike, *laid, *rest, *sorted(grounding.paths)]))
    hits = sum(path in alike for path in usable)
    chosen = [path for path in all if plain_path(path) and not protected(path)][: min(MOST_PLACES, max(2, hits))]
    return tuple(read.get(path, Outline(path, 0)) for path in chosen)


def _built_in(path: str) -> bool:
    return not (is_test(path) or is_beside(path) or _BESIDE.search(path))


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.lower()[:_STEM] for word in _words(text)) - _IDLE


def _words(text: str) -> list[str]:
    return _WORD.findall(_HUMP.sub(" ", text.replace("_", " ")))
