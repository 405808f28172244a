"""What a prompt claims of a repository, looked up in git and in its manifests by nothing that wrote the prompt."""

import json
import posixpath
import re
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

FENCE = re.compile(r"^(?P<mark>`{3,})(?P<language>\w*)\n(?P<text>.*?)^(?P=mark)\s*$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
LINES = re.compile(r"(?P<path>.+):(?P<start>\d+)(?:-(?P<end>\d+))?\Z")
MADE = re.compile(r"\b[Cc]reate[sd]?\b[^`.\n]{0,60}`([^`\n]+)`")
OWN = re.compile(r"git (revert <commit>|diff --name-only [0-9a-f]{7,40})\Z")
WORD = re.compile(r"[A-Za-z_$~][\w$~-]*\Z")
SCRIPTS = re.compile(r"(?:npm|yarn|pnpm|bun|composer)(?: run)?(?:-script)? ([\w:-]+)\Z")
POE = re.compile(r"(?:\w+ run )?poe ([\w:-]+)\Z")
TARGET = re.compile(r"(?:make|just|task) ([\w-]+)\Z")
WRAPPER = re.compile(r"((?:\.\.?/)+(gradlew|mvnw)) ")
WRAPPED = {"gradlew": ("build.gradle", "build.gradle.kts"), "mvnw": ("pom.xml",)}
TOOLS = {
    "pytest": ("pyproject.toml", "tox.ini", "pytest.ini", "setup.cfg"),
    "python": ("pyproject.toml", "tox.ini", "pytest.ini", "setup.cfg"),
    "tox": ("tox.ini", "pyproject.toml", "setup.cfg"),
    "nox": ("noxfile.py",),
    "ruff": ("pyproject.toml", "ruff.toml", ".ruff.toml", "tox.ini"),
    "mypy": ("pyproject.toml", "mypy.ini", "setup.cfg", "tox.ini"),
    "flake8": ("setup.cfg", "tox.ini", ".flake8"),
    "go": ("go.mod",),
    "cargo": ("Cargo.toml",),
    "mvn": ("pom.xml",),
    "gradle": ("build.gradle", "build.gradle.kts"),
    "bundle": ("Gemfile",),
    "rake": ("Rakefile", "Gemfile"),
    "composer": ("composer.json",),
    "vendor/bin/phpunit": ("composer.json",),
}
"""Manifests that make a tool's command one of the repository; a test run in a folder needs one there or above."""


@dataclass
class Tally:
    """How many claims of each kind there are, and how many the repository bears out; the others by name."""

    made: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    held: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    misses: list[str] = field(default_factory=list)

    def note(self, kind: str, claim: str, where: str, *, holds: bool) -> None:
        """Count one claim."""
        self.made[kind] += 1
        self.held[kind] += holds
        if not holds:
            self.misses.append(f"{where}: {kind} `{claim}`")

    def add(self, other: "Tally") -> None:
        """Count the claims of another text, too."""
        for kind in KINDS:
            self.made[kind] += other.made[kind]
            self.held[kind] += other.held[kind]
        self.misses += other.misses


KINDS = ("path", "lines", "symbol", "command", "new")


@dataclass
class Head:
    """One commit of a bare clone."""

    clone: Path
    sha: str

    @cached_property
    def paths(self) -> frozenset[str]:
        """Every file of its tree."""
        return frozenset(self._git("ls-tree", "-r", "-z", "--name-only", self.sha).decode(errors="replace").split("\0"))

    def lines(self, path: str) -> int:
        """How many lines a file has."""
        text = self._git("cat-file", "blob", f"{self.sha}:{path}")
        return text.count(b"\n") + (not text.endswith(b"\n"))

    def says(self, word: str) -> bool:
        """True when a file of the tree holds the word."""
        found = subprocess.run(
            ["git", "-C", self.clone, "grep", "-q", "-w", "-F", "-e", word, self.sha],
            capture_output=True,
            check=False,
        )
        return found.returncode == 0

    def text(self, path: str) -> str:
        """The content of a file; empty when there is none."""
        return (
            self._git("cat-file", "blob", f"{self.sha}:{path}").decode(errors="replace") if path in self.paths else ""
        )

    def _git(self, *arguments: str) -> bytes:
        return subprocess.run(["git", "-C", self.clone, *arguments], capture_output=True, check=True).stdout


def count(body: str, head: Head, where: str, tally: Tally) -> None:
    """Look up every claim of one prompt: what stands in backticks, and the lines of its shell fences."""
    prose = FENCE.sub("\n", body)
    made = set(MADE.findall(prose))
    for run in commands(body):
        tally.note("command", run, where, holds=declared(run, head))
    for token in dict.fromkeys(INLINE.findall(prose)):
        if token in made:
            tally.note("new", token, where, holds=token not in head.paths)
        elif found := LINES.match(token):
            tally.note("lines", token, where, holds=_within(found, head))
        elif token in head.paths or ("/" in token.split(" ")[0] and "." in token and " " not in token):
            tally.note("path", token, where, holds=token in head.paths)
        elif " " in token or token.split(" ")[0] in TOOLS:
            tally.note("command", token, where, holds=declared(token, head))
        else:
            name = re.split(r"\.|::|#", token)[-1].partition("(")[0]
            tally.note("symbol", token, where, holds=bool(name) and _named(name, head))


def commands(body: str) -> Iterator[str]:
    """The lines of its shell fences."""
    for fence in FENCE.finditer(body):
        if fence["language"] in {"sh", "bash", "shell"}:
            yield from (line.strip() for line in fence["text"].splitlines() if line.strip())


def declared(run: str, head: Head) -> bool:
    """True when a manifest of the commit bears the command out, or any clone understands it."""
    if OWN.match(run):
        return True
    folder, _, rest = run.removeprefix("cd ").partition(" && ") if run.startswith("cd ") else ("", "", run)
    place = f"{folder}/" if folder else ""
    if wrapper := WRAPPER.match(rest):
        return posixpath.normpath(place + wrapper[1]) in head.paths and any(
            f"{above}{name}" in head.paths for above in (place, "") for name in WRAPPED[wrapper[2]]
        )
    once = rest.removesuffix(" --run").removesuffix(" --")  # `vitest` alone would watch
    if script := SCRIPTS.match(once if "vitest" in head.text(f"{place}package.json") else rest):
        name = "composer.json" if rest.startswith("composer") else "package.json"
        return _script(head.text(f"{place}{name}"), script[1])
    if task := POE.match(rest):
        return _task(head.text(f"{place}pyproject.toml"), task[1])
    if target := TARGET.match(rest):
        files = [head.text(f"{place}{name}") for name in ("Makefile", "GNUmakefile", "makefile", "justfile")]
        return any(re.search(rf"^{re.escape(target[1])}\s*:", text, re.MULTILINE) for text in files)
    words = rest.split()
    tools = [word for word in words[:4] if word in TOOLS]
    return any(f"{place}{name}" in head.paths for tool in tools for name in TOOLS[tool])


def _script(manifest: str, name: str) -> bool:
    try:
        return name in json.loads(manifest).get("scripts", {}) or (name == "test" and "jest" in manifest)
    except ValueError:
        return False


def _task(manifest: str, name: str) -> bool:
    try:
        return name in tomllib.loads(manifest).get("tool", {}).get("poe", {}).get("tasks", {})
    except tomllib.TOMLDecodeError:
        return False


def _within(found: re.Match[str], head: Head) -> bool:
    path, start = found["path"], int(found["start"])
    return path in head.paths and 1 <= start <= int(found["end"] or start) <= head.lines(path)


def _named(name: str, head: Head) -> bool:
    """True when a file of the tree holds the name."""
    return bool(WORD.match(name)) and head.says(name.strip("~$"))
