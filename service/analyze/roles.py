"""What a file is for, by the custom of its name and of the folders it lies in."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from service.analyze.near import Near, Rank
from service.model.grounding import Role
from service.paths import VENDORED, is_test

FOLDERS: Mapping[str, Role] = {
    **dict.fromkeys(("migrations", "migrate", "schema", "schemas", "models", "entities", "entity", "prisma"), "schema"),
    **dict.fromkeys(
        ("routes", "routers", "controllers", "controller", "handlers", "endpoints", "resolvers"), "endpoints"
    ),
    **dict.fromkeys(("components", "pages", "views", "templates", "layouts", "screens", "widgets"), "components"),
    **dict.fromkeys(("docs", "doc", "documentation"), "docs"),
}
"""The innermost of these folders says what a file is for, as frameworks and their users name them."""
NAMES: Mapping[str, Role] = {
    **dict.fromkeys(("models.py", "schema.py", "schema.rb", "schema.prisma", "structure.sql", "models.rb"), "schema"),
    **dict.fromkeys(
        ("urls.py", "views.py", "routes.rb", "routes.py", "routes.ts", "routes.js", "router.ts"), "endpoints"
    ),
    **dict.fromkeys(("router.js", "router.go", "routes.go", "handlers.go", "openapi.yaml", "openapi.yml"), "endpoints"),
    **dict.fromkeys((".gitlab-ci.yml", ".travis.yml", "jenkinsfile", "azure-pipelines.yml", ".drone.yml"), "ci"),
    **dict.fromkeys(("readme.md", "readme.rst", "readme.txt", "readme", "changelog.md", "changes.rst"), "docs"),
    "codeowners": "owners",
    **dict.fromkeys(("agents.md", "claude.md", "gemini.md", ".cursorrules", "copilot-instructions.md"), "agents"),
}
"""File names in lower case that say what a file is for."""
ENDINGS: Mapping[str, Role] = {
    **dict.fromkeys(("sql", "prisma", "proto", "graphql", "gql"), "schema"),
    **dict.fromkeys(
        ("tsx", "jsx", "vue", "svelte", "erb", "haml", "slim", "jinja", "j2", "cshtml", "razor"), "components"
    ),
    **dict.fromkeys(
        ("py", "js", "mjs", "cjs", "ts", "go", "java", "kt", "kts", "rb", "rs", "php", "cs", "fs"), "source"
    ),
    **dict.fromkeys(("c", "cc", "cpp", "cxx", "h", "hpp", "m", "mm", "swift", "scala", "dart", "ex", "exs"), "source"),
    **dict.fromkeys(("erl", "hs", "lua", "pl", "pm", "r", "jl", "clj", "sh", "bash", "ps1", "groovy", "zig"), "source"),
}
WORDED: frozenset[Role] = frozenset({"schema", "endpoints", "components"})
"""Roles that a folder gives to code only: a template of a letter is no endpoint."""
MARKS = re.compile(r"test|spec|it\.(?:java|kt)$")
"""What the name of a test holds in lower case."""
TEXTS = frozenset({"md", "rst", "adoc", "txt", "mdx", ""})
PIPELINES: Final = frozenset({".github/workflows", ".circleci"})


class Folder(NamedTuple):
    """What a folder says of the files in it."""

    role: Role | None
    tests: bool
    wanted: bool
    rank: Rank


class Folders:
    """The folders of one tree; each is looked at once, and takes from the one above what it does not say itself."""

    def __init__(self, near: Near) -> None:
        self._near = near
        self._known = {"": Folder(None, False, True, near(""))}

    def __call__(self, path: str) -> Folder:
        """The folder of that path."""
        known = self._known.get(path)
        if known is None:
            above, _, name = path.rpartition("/")
            known = self._known[path] = self._below(self(above), path, name)
        return known

    def _below(self, above: Folder, path: str, name: str) -> Folder:
        inside = f"{name}/"
        role: Role | None = "ci" if path in PIPELINES else FOLDERS.get(name.lower(), above.role)
        wanted = above.wanted and not VENDORED.match(inside)
        return Folder(role, above.tests or is_test(inside), wanted, self._near(path))


def role_of(folder: Folder, name: str) -> Role | None:
    """What a file of that name (in lower case) in that folder is for; None where that does not tell.

    It is a guess at a glance: who names the file looks at its whole path once more.
    """
    if named := NAMES.get(name):
        return named
    role, ending = folder.role, name.rpartition(".")[2]
    if role == "ci":
        return "ci" if ending in {"yml", "yaml"} else None
    if role == "docs" and ending in TEXTS:
        return "docs"
    kind = ENDINGS.get(ending)
    if kind is None:
        return "components" if role == "components" and ending in {"html", "htm"} else None
    if folder.tests or MARKS.search(name):
        return "tests"
    return role if role in WORDED else kind
