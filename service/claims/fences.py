"""What stands in a fence and what does not: text in fences is data, never a heading, an item or a claim."""

import re
from collections.abc import Iterator

SHELLS = frozenset({"sh", "bash", "shell", "console", "zsh"})
"""What the fences are called whose lines are commands to run."""

_MARKED = re.compile(r'`[^`\n]*`|"[^"\n]*"|“[^“”\n]{0,300}”')
_OPENING = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*([\w+-]{0,20})[^`]*\Z")


def fenced(text: str) -> Iterator[tuple[str, str | None]]:
    """Each line with the language of the fence it is in: None outside, "" in a fence without one.

    The lines that open and close a fence are in it. A fence ends at a line of at least as many of its marks, as in
    CommonMark 0.31 §4.5; one that never ends takes the rest of the text.
    """
    mark, language = "", ""
    for line in text.split("\n"):
        if mark:
            yield line, language
            if _closes(line, mark):
                mark = ""
        elif opened := _OPENING.match(line):
            mark, language = opened[1], opened[2].lower()
            yield line, language
        else:
            yield line, None


def outside(text: str) -> str:
    """The text without its fences: each of their lines becomes an empty one."""
    return "\n".join("" if language is not None else line for line, language in fenced(text))


def unquoted(text: str, code: str) -> str:
    """The text without what it quotes; what stands in backticks becomes `code`. Whichever begins first wins."""
    return _MARKED.sub(lambda marked: code if marked[0].startswith("`") else " ", text)


def commands(text: str) -> tuple[str, ...]:
    """The commands in the shell fences of the text, one a line; comments and prompts of a terminal are left out."""
    inside = (line.strip() for line, language in fenced(text) if language in SHELLS)
    bare = (line.removeprefix("$ ").strip() for line in inside if line and line[:3] not in {"```", "~~~"})
    return tuple(line for line in bare if line and not line.startswith("#"))


def _closes(line: str, mark: str) -> bool:
    bare = line.strip(" \t\r")
    return len(bare) >= len(mark) and not bare.strip(mark[0])
