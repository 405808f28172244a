"""The rule pack, read from `rules/<folder>/<name>.yml` and `shared/<name>.yml` beside this file."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from service.analyzers.ast_grep.rule import ENDINGS, Faulty, Rule, rule


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its id, which is `<folder>-<name>`. Raises Faulty."""
    folders = sorted((files(__package__) / "rules").iterdir(), key=lambda folder: folder.name)
    return {
        name: rule(name, _yaml(file))
        for folder in folders
        for file in _files(folder)
        for name in [f"{folder.name}-{file.name.removesuffix('.yml')}"]
    }


@cache
def shared() -> Mapping[str, Mapping[str, Any]]:
    """By language, what its rules may name in `matches`: for each name a `rule`, maybe with `constraints`.

    Raises Faulty for a file without the two keys `language` (a list) and `utils`, and for a name that stands twice.
    """
    found: dict[str, dict[str, Any]] = {}
    for file in _files(files(__package__) / "shared"):
        given = _yaml(file)
        if not isinstance(given, dict) or set(given) != {"language", "utils"} or set(given["language"]) - set(ENDINGS):
            raise Faulty(f"shared/{file.name}: it must have the keys language and utils")
        for language in given["language"]:
            names = found.setdefault(language, {})
            if twice := names.keys() & given["utils"].keys():
                raise Faulty(f"shared/{file.name}: {', '.join(sorted(twice))} is there twice for {language}")
            names |= given["utils"]
    return found


def _files(folder: Traversable) -> list[Traversable]:
    return sorted((file for file in folder.iterdir() if file.name.endswith(".yml")), key=lambda file: file.name)


def _yaml(file: Traversable) -> object:
    """The content of a file; libyaml, because the pure-Python reader takes a second for the pack."""
    import yaml

    try:
        return yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as fault:
        raise Faulty(f"{file.name}: {fault}") from None
