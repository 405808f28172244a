"""What a citation is by its looks alone: a path, a command, a symbol, or none of them."""

import re
from sys import stdlib_module_names

_TOOLS = """
ant bash bazel black brew bun bundle bunx cargo cd clang-format cmake composer coverage ctest curl deno docker dotnet
eslint flake8 git go gofmt golangci-lint goimports gradle gradlew ./gradlew hatch helm isort jest just kubectl make mix
mvn mvnw ./mvnw mypy ninja node nox npm npx nx oxlint pdm php phpunit pip pip3 pipenv pnpm poe poetry pre-commit
prettier psql pylint pyright pytest python python3 rake rm rspec rubocop ruff ruby rustfmt sbt sed sh shellcheck sudo
swift task terraform tox trunk tsc turbo uv uvx vitest wget yarn
"""
TOOLS = frozenset(_TOOLS.split())
"""First words that make an inline code a command."""

_SUFFIXES = (
    "astro bat bash cc cfg cjs clj conf cpp cs css csv cts cxx dart dockerfile ejs env erb ex exs fs gemspec go gql "
    "gradle graphql groovy haml hcl hpp hs html ini ipynb java jl js json jsonc jsx kt kts less lock lua md mdx mjs mk "
    "mts php pl prisma properties proto ps1 psm1 py pyi pyx rb rs rst sass scala scss sh sql svelte svg swift tf "
    "tfvars toml ts tsx txt vue xml yaml yml zig zsh"
)
_FILE = re.compile(rf"[\w.+@~-]*\w\.(?:{'|'.join(_SUFFIXES.split())})\Z", re.IGNORECASE)
_ROOTED = re.compile(r"(?!/)(?:[\w.+=,~()\[\]@$-]+/)+[\w.+=,~()\[\]@$-]*\.[A-Za-z]\w{0,9}\Z")
_FOLDER = re.compile(r"(?!/)(?:[\w.+@~-]+/)+\Z")
_NAMED = frozenset({"LICENSE", "LICENCE", "COPYING", "NOTICE"})
_FILES = """
.gitignore .gitattributes .env .npmrc .nvmrc .editorconfig .dockerignore .eslintrc .prettierrc .flake8 go.mod go.sum
makefile dockerfile gemfile rakefile procfile codeowners jenkinsfile justfile
"""
_ANY_CASE = frozenset(_FILES.split())
"""Files without a telling suffix; those of _NAMED are words, too, in small letters."""
_OUTSIDE = re.compile(
    r"(?:.*/)?\.\.(?:/|\Z)|~/|[A-Za-z]:\\|/(?:bin|dev|etc|home|mnt|opt|proc|root|sys|tmp|usr|var|Users|Windows)(?:/|\Z)"
)
"""A place that no repository has: such a path never resolves."""
_SHELL = re.compile(r"[a-z][\w./-]*(?: +[\w./:@~<>-]+)+(?: *[|&;].*)?\Z")
_SYMBOL = re.compile(r"[$@]?[A-Za-z_]\w*(?:(?:\.|::|#|->)[A-Za-z_]\w*)*(?:\([\w ,.*=]{0,80}\))?\Z")
_HUMPS = re.compile(r"[a-z][A-Z]")
_FAULT = re.compile(r"[A-Z]\w*(?:Error|Exception|Warning|Exit|Interrupt|Timeout|Failure|Fault)\Z")
_COMMIT = re.compile(r"[0-9a-f]{7,40}\Z")
_FOREIGN = """
Array Boolean Buffer Date Error Infinity JSON Map Math NaN Number Object Promise Set String Symbol console document
encodeURIComponent fmt globalThis java javax module process self cls this std super undefined window
None True False null true false nil none void bool int str float list dict tuple set bytes string number object any
async await return yield class def func function const let var import from raise throw catch try except finally pass
print len range type isinstance finding findings hone main master head base
"""
_OTHERS = frozenset(_FOREIGN.split())
"""Names of languages and their libraries, which no repository defines."""
LEAST = 4
"""Letters of a plain word that, said to be somewhere, is a symbol; `id` and `db` are just words."""


def is_path(token: str) -> bool:
    """True for what can only be meant as a file or folder of a repository."""
    if "://" in token or " " in token:
        return False
    if _OUTSIDE.match(token):
        return True
    name = token.rpartition("/")[2]
    if name in _NAMED or name.lower() in _ANY_CASE or token.startswith(".git/"):
        return True
    return bool(_FILE.match(token) or _ROOTED.match(token) or _FOLDER.match(token))


def spoken_path(word: str) -> bool:
    """True for a word of a sentence that is a path: it has a folder and a suffix."""
    inside = "/" in word and not word.startswith("/") and bool(_ROOTED.match(word))
    return "://" not in word and (inside or bool(_OUTSIDE.match(word) and word.strip("./~")))


def is_command(token: str, *, run: bool = False) -> bool:
    """True for what can only be meant to be run; a tool's bare name may as well be meant as a name.

    `run`: the text says so ("run `frobnicate all`"), so that words of a line of a shell will do.
    """
    first, _, rest = token.partition(" ")
    options = rest.startswith("-") or any(mark in rest for mark in (" | ", " && "))
    return bool(rest.strip()) and (first in TOOLS or ((run or options) and bool(_SHELL.match(token))))


def is_symbol(token: str, *, placed: bool = False) -> bool:
    """True for what can only be meant as a name of this repository's code.

    `placed`: the text says that the name is somewhere ("in `upload`"), so that a plain word will do.
    """
    if not _SYMBOL.match(token) or _FAULT.match(token) or _COMMIT.match(token):
        return False
    name = bare(token)
    root = re.split(r"\W", name, maxsplit=1)[0]
    if {root, name} & _OTHERS or root in stdlib_module_names or name.isupper() or name in TOOLS:
        return False
    shaped = "_" in name.strip("_") or _HUMPS.search(name) or name != root or token.endswith(")")
    return bool(shaped) or (placed and len(name) >= LEAST)


def bare(token: str) -> str:
    """The name without its arguments and its sigil."""
    return token.partition("(")[0].lstrip("$@")
