"""What the path of a text says of the secrets in it: whether bare words are code, and where made-up secrets belong."""

import re

from service.paths import is_test, unwanted

CODE = re.compile(
    r"(?i)\.(?:py|pyi|pyx|[cm]?[jt]s|[jt]sx|vue|svelte|go|rb|rake|java|kts?|scala|groovy|cs|vb|fs|php|rs|c|cc|cpp|cxx|hh?|hpp"
    r"|mm?|swift|dart|lua|p[lm]|exs?|erl|clj|cljs|hs|ml|r|jl|nim|zig|sol|slim|erb|haml|html?|css|scss)$"
)
WRITTEN = r"\.(?:mdx?|rst|adoc|txt|html?|s?css|svg|pot?|lock|snap|ipynb|[ct]sv|map|log|har)(?:\.(?:j2|tmpl|tpl|erb))?$"
"""Endings of texts to be read, recorded or translated, and of what a tool locked."""
SHOWN = r"(?:^|/)(?:[\w-]*docs?|docs_src|examples?|samples?|demos?|tutorials?|stories)/"
TRANSLATED = r"(?:^|/)(?:locales?|lang|languages|i18n|l10n|translations?)/"
TESTED = (
    r"(?:^|/)(?:t|mocks?|mockdata|fakes?|test[-_]\w+|\w+[-_]tests?|benchmarks?|cypress|dev|cassettes|__snapshots__)/"
)
NAMED = r"(?:^|[./\-_])(?:mocks?|fakes?|stubs?|fixtures?|examples?|samples?|tests?|ci|e2e)(?:[.\-_][\w.\-]*)?$"
TEMPLATES = r"\.(?:template|dist|defaults?|tmpl|tpl)$|(?:^|[./\-_])lock\.(?:json|yaml)$"
CI = r"^\.?(?:ci|github|circleci|gitlab|devcontainer|storybook)/|^(?:tox\.ini|noxfile\.py|\.(?:travis|gitlab-ci)\.yml)$"
MADE_UP = re.compile(f"(?i:{WRITTEN}|{SHOWN}|{TRANSLATED}|{TESTED}|{NAMED}|{TEMPLATES}|{CI})")


def is_code(path: str) -> bool:
    """True where a bare word is an expression, not a text."""
    return bool(CODE.search(path))


def made_up(path: str) -> bool:
    """True where secrets are made up more often than not: tests, documentation, examples, throw-away services."""
    return is_test(path) or bool(MADE_UP.search(path)) or bool(unwanted(path))
