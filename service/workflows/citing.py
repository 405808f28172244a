"""CITING: what a prompt from elsewhere speaks of, looked up in a commit."""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from service import claims, execute
from service.analyze.outline import outline
from service.execute.names import plain_path
from service.model import Outline, Symbol
from service.workflows.source import MOST_NEAR, MOST_READ, Source, outlined


async def cited(source: Source, text: str) -> tuple[list[str], tuple[Outline, ...]]:
    """The files that the text cites and that exist, and what is known of them and of the symbols it cites.

    A symbol counts where it is defined, or merely occurs, in one of these files; else where a file near them defines
    it. What is missing here is fetched in one request. Raises Unfetchable.
    """
    named = claims.cited(text)
    paths = _existing([at.path for at in named.paths], source.tree)
    await source.bring([*paths, *execute.wanted(source.tree, paths), *execute.guides(source.tree)])
    texts = await source.read(paths)
    outlines = await outlined(texts, paths, {})
    missing = {_last(name) for name in named.symbols} - {""} - _names(outlines)
    outlines = tuple(_with_words(one, missing, texts[one.path]) for one in outlines)
    missing -= _names(outlines)
    return paths, (*outlines, *(await _defining(source, paths, missing) if missing else ()))


def _existing(cited: Sequence[str], tree: Mapping[str, str]) -> list[str]:
    """The cited files that exist; of a folder the first file in it, which stands for it."""
    found = [path for path in dict.fromkeys(cited) if path in tree]
    folders = tuple(f"{path.rstrip('/')}/" for path in cited if path not in tree and path.strip("/"))[:MOST_READ]
    firsts: dict[str, str] = {}
    for path in tree if folders else ():
        if path.startswith(folders):
            for folder in folders:
                if path.startswith(folder):
                    firsts.setdefault(folder, path)
    return [path for path in dict.fromkeys([*found, *firsts.values()]) if plain_path(path)][:MOST_READ]


def _names(outlines: Iterable[Outline]) -> set[str]:
    return {each.name for one in outlines for each in one.symbols}


def _last(name: str) -> str:
    """`total` of `Basket.total`."""
    return name.replace("::", ".").rpartition(".")[2]


def _with_words(one: Outline, names: Iterable[str], text: bytes) -> Outline:
    """The outline with those of the names that merely occur in the text, at their first line."""
    extra = []
    for name in sorted(names):
        if found := re.search(rb"(?<![\w$])" + re.escape(name.encode()) + rb"(?![\w$])", text):
            line = text.count(b"\n", 0, found.start()) + 1
            extra.append(Symbol(name, line, line))
    return replace(one, symbols=(*extra, *one.symbols)) if extra else one


async def _defining(source: Source, paths: Sequence[str], names: Iterable[str]) -> tuple[Outline, ...]:
    """Files near these that define one of the names, as far as they are here."""
    near = paths or [path for path in list(source.tree)[:MOST_NEAR] if plain_path(path)]
    texts = await source.near(near)
    wanted = set(names)
    holding = {path: text for path, text in texts.items() if any(name.encode() in text for name in wanted)}
    found = await asyncio.to_thread(lambda: [outline(path, text) for path, text in holding.items()])
    return tuple(one for one in found if any(each.name in wanted for each in one.symbols))[:MOST_READ]
