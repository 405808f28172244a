"""Files that guard a repository: no requirement may touch one unless a finding lies in it."""

import re
from collections.abc import Iterator

from service.claims.citations import cited
from service.paths import LOCK

_GUARDED = re.compile(
    r"(^|/)\.git/"
    r"|^\.(github/workflows|circleci|buildkite|cursor/rules)/"
    r"|^\.(gitlab-ci\.yml|travis\.yml|cursorrules|windsurfrules|clinerules)$"
    r"|^(Jenkinsfile|azure-pipelines\.yml|bitbucket-pipelines\.yml)$"
    r"|^(\.github/|docs/)?CODEOWNERS$"
    r"|^\.github/(hone\.yml|copilot-instructions\.md)$"
    r"|(^|/)(LICEN[CS]E|COPYING|NOTICE)(\.\w+)?$"
    r"|(^|/)(AGENTS|CLAUDE|GEMINI|CONVENTIONS)\.md$",
    re.IGNORECASE,
)
_LEAVES = re.compile(
    r"\b(not|never|no|nor|none|without|leave|leaves|keep|read|reads|follow|follows|declared|nothing)\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.;:!?])\s+|\n")


def protected(path: str) -> bool:
    """True for lock files, CI, owners, licences, Hone's own settings, and rules that coding agents obey."""
    return bool(LOCK.search(path) or _GUARDED.search(path.removeprefix("./")))


def touched(text: str) -> Iterator[str]:
    """Protected paths that the text asks somebody to change; a sentence that says to leave or to read one is none."""
    for sentence in _SENTENCE.split(text):
        if not _LEAVES.search(sentence):
            yield from (each.path for each in cited(sentence).paths if protected(each.path))
