"""Judges made-up changes with the real analyzers on real git repositories, and runs one analyzer on one text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from service.analyzers import Analyzer, Found, Options, Text
from service.edge.git import Local
from service.edge.sandbox import Runner
from service.model import Change, Repo
from service.ports import Sandbox
from service.workflows.analysis import Examination, examine
from service.workflows.inspection import inspect
from tests.repositories import Content, Repository

SHOP = Repo(1, "acme", "shop")


async def ask(analyzer: Analyzer, path: str, content: str | bytes, options: Options | None = None) -> Found:
    """What the real analyzer says of one text."""
    text = Text(path, content.encode() if isinstance(content, str) else content)
    reading = await inspect(analyzer, {("head", path): text}, options or Options(b"salt"), Runner())
    assert not reading.failed
    return reading.found["head", path]


async def ask_all(analyzer: Analyzer, contents: Mapping[str, str]) -> dict[str, Found]:
    """What the real analyzer says of many texts, by path, in one run."""
    texts = {("head", path): Text(path, content.encode()) for path, content in contents.items()}
    reading = await inspect(analyzer, texts, Options(b"salt"), Runner())
    assert not reading.failed
    return {path: found for (_, path), found in reading.found.items()}


@dataclass
class Laboratory:
    """A repository and the tools that judge it."""

    path: Path
    sandbox: Sandbox = field(default_factory=Runner)
    progress: list[tuple[int, int]] = field(default_factory=list)

    async def judge(self, before: Mapping[str | bytes, Content], after: Mapping[str | bytes, Content]) -> Examination:
        """What Hone says of a change from `before` to `after`; None in `after` deletes."""
        repository = Repository(self.path / f"{len(list(self.path.iterdir()))}.git")
        base = repository.commit({"README": "Shop\n", **before})
        head = repository.commit(after)
        code = Local(repository.path)
        diff = await code.fetch(Change(SHOP, head, base, "refs/heads/main"))
        return await examine(diff, code, self.sandbox, SHOP, b"salt", lambda *step: self.progress.append(step))
