"""Commands of make, JavaScript, PHP, Go, Rust, the JVM and Ruby projects."""

import re
from collections.abc import Iterator

from service.execute.declared import Declared, Manifest, named, table

_TARGET = re.compile(r"^([A-Za-z0-9_][A-Za-z0-9_.-]{0,59})(?: +[A-Za-z0-9_. -]{1,200})?\s?:(?![:=])", re.MULTILINE)
_CLIENTS = (
    ("pnpm", ("pnpm-lock.yaml",)),
    ("yarn", ("yarn.lock",)),
    ("bun", ("bun.lock", "bun.lockb")),
)
_WATCHES = re.compile(
    r"(?:^|[\s;&])vitest(?!\s+(?:run|list|related|bench|init)\b)(?![^&|;]*--(?:run|no-watch|watch[= ]false))[^&|;]*\Z"
)
"""Vitest without a word on how often it runs, as the last part of a script: that is where arguments go."""


def makefile(manifest: Manifest) -> Iterator[Declared]:
    """Targets by name; `check` is make's customary name for the tests, so it serves where no `test` is."""
    targets = set(_TARGET.findall(manifest.text))
    if "check" in targets and not targets & {"test", "tests"}:
        yield "test", "make check"
    yield from named(targets - {"check"}, "make {}")


def package_json(manifest: Manifest) -> Iterator[Declared]:
    """Scripts by name, run by the client whose lock file lies beside the manifest or at the root.

    A test script that is `vitest` alone would watch the files and never end: it is told to run once.
    """
    scripts = table(manifest.json(), "scripts")
    real = [name for name, run in scripts.items() if isinstance(run, str) and "no test specified" not in run]
    client = next((name for name, locks in _CLIENTS if manifest.here_or_root(*locks)), "npm")
    for kind, run in named(real, f"{client} run {{}}"):
        waits = kind == "test" and _WATCHES.search(scripts[run.rpartition(" ")[2]])
        yield kind, f"{run}{' -- --run' if client == 'npm' else ' --run'}" if waits else run


def composer(manifest: Manifest) -> Iterator[Declared]:
    """Scripts by name."""
    yield from named(table(manifest.json(), "scripts"), "composer run-script {}")


def go_mod(manifest: Manifest) -> Iterator[Declared]:
    """A module brings its tests with it."""
    if re.search(r"^module\s", manifest.text, re.MULTILINE):
        yield "test", "go test ./..."


def cargo(manifest: Manifest) -> Iterator[Declared]:
    """A package or workspace brings its tests with it."""
    if manifest.toml().keys() & {"package", "workspace"}:
        yield "test", "cargo test"


def maven(manifest: Manifest) -> Iterator[Declared]:
    """The `test` phase, through the wrapper where one is committed, beside the manifest or at the root."""
    if "<project" in manifest.text:
        yield "test", f"{manifest.nearest('mvnw') or 'mvn'} test"


def gradle(manifest: Manifest) -> Iterator[Declared]:
    """The `test` task, through the wrapper where one is committed, beside the manifest or at the root."""
    yield "test", f"{manifest.nearest('gradlew') or 'gradle'} test"


def gemfile(manifest: Manifest) -> Iterator[Declared]:
    """RSpec where the Gemfile asks for it and the repository has specs."""
    if re.search(r"""^\s*gem\s+["']rspec""", manifest.text, re.MULTILINE) and manifest.beside("spec/spec_helper.rb"):
        yield "test", "bundle exec rspec"
