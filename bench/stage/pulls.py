"""A repository with history on the stand-in, and pull requests of a known size: Python, JavaScript and Go in turn."""

from itertools import islice
from pathlib import Path
from typing import Any

from stage.github import GitHub
from tests.repositories import Repository

PYTHON = '''

def price_{id}(basket, rates):
    """Add up what stands in the basket."""
    total = 0
    for item in basket:
        if item.kind == "{id}" and item.amount > {number}:
            total += item.amount * rates.get(item.kind, 1)
        elif item.kind:
            total += item.amount
    return total
'''
JAVASCRIPT = """
function price{id}(basket, rates) {{
  let total = 0;
  for (const item of basket) {{
    if (item.kind === "{id}" && item.amount > {number}) {{
      total += item.amount * (rates[item.kind] || 1);
    }} else if (item.kind) {{
      total += item.amount;
    }}
  }}
  return total;
}}
"""
GO = """
func price{id}(basket []Item, rates map[string]int) int {{
	total := 0
	for _, item := range basket {{
		if item.Kind == "{id}" && item.Amount > {number} {{
			total += item.Amount * rates[item.Kind]
		}} else if item.Kind != "" {{
			total += item.Amount
		}}
	}}
	return total
}}
"""
FLAW = '''

def load_{id}(path):
    """Read what was saved."""
    import pickle
    return eval(pickle.load(open(path)))
'''
TANGLE = "if (basket[{n}] > {n} && rates[{n}]) {{ return {n}; }}"

KINDS = (("py", "", PYTHON), ("js", "", JAVASCRIPT), ("go", "package shop\n", GO))
BEFORE, CHANGED = 6, 3
"""Functions in a file, and functions a pull request adds to it: about ten lines each."""


class Shop:
    """One repository, with the App installed, whose pull requests leave `main` as it is."""

    def __init__(self, github: GitHub, git_dir: Path, name: str, history: int) -> None:
        self.github, self.name = github, name
        self.git = Repository(git_dir)
        self.git.grow(history - 1)
        self._files = dict(islice(_files(), 10))
        self.base = self.git.commit(self._files, message="Open the shop")
        github.repository(name, git_dir, "main")

    def change(self, files: int, number: int) -> str:
        """The commit of a change of so many files, unlike every other number's."""
        changed = {path: text + _more(path, number) for path, text in islice(self._files.items(), files)}
        return self.git.commit(changed, branch=f"change-{number}", parents=[self.base])

    def open(self, files: int, number: int) -> Any:
        """Open a pull request of that change."""
        return self.github.open(self.name, self.git.path, self.change(files, number))


def _files() -> Any:
    for at in range(100):
        suffix, first, function = KINDS[at % len(KINDS)]
        yield f"shop/part{at}.{suffix}", first + "".join(function.format(id=f"K{n}", number=n) for n in range(BEFORE))


def _more(path: str, number: int) -> str:
    """What a change adds: functions, and in each Python file a flaw, in each JavaScript file a tangle."""
    suffix = path.rpartition(".")[2]
    function = next(text for kind, _, text in KINDS if kind == suffix)
    added = [function.format(id=f"N{number}x{n}", number=n) for n in range(CHANGED)]
    if suffix == "py":
        added[-1] = FLAW.format(id=f"n{number}")
    if suffix == "js":
        added[-1] = _tangle(number)
    return "".join(added)


def _tangle(number: int) -> str:
    branches = "\n  ".join(TANGLE.format(n=n) for n in range(12))
    return f"\nfunction tangle{number}(basket, rates) {{\n  {branches}\n}}\n"
