"""What a person at a terminal sees: progress, reports, the doctor's list."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markdown import Markdown
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from service import sarif
from service.model import Baseline, Profile, Report, Trial
from service.words import debt, learning
from service.words import outcome as offered
from service.words import terminal as words
from service.words.outcome import Outcome

SHOWN = 10
MARKS = {"ok": "[green]✓[/green]", "degraded": "[yellow]–[/yellow]", "down": "[red]✗[/red]"}


@contextmanager
def progress() -> Iterator[Callable[[str, float], None]]:
    """A bar on standard error while the block runs; say what happens and how far it is (0 to 1)."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Starting", total=1.0)
        yield lambda what, share: bar.update(task, description=what, completed=share)


def show(report: Report, form: str) -> None:
    """Print the report as `json`, as `sarif`, or as `markdown` (rendered when a person looks)."""
    if form == "json":
        from pydantic import TypeAdapter

        sys.stdout.write(TypeAdapter(Report).dump_json(report, indent=2).decode() + "\n")
    elif form == "sarif":
        from importlib.metadata import version

        sys.stdout.write(json.dumps(sarif.write(report, version("hone")), indent=2) + "\n")
    else:
        _markdown(words.markdown(report))


def _markdown(text: str) -> None:
    console = Console()
    if console.is_terminal:
        console.print(Markdown(text))
    else:
        sys.stdout.write(text + "\n")


def prompts(of: Outcome, form: str, output: Path | None) -> None:
    """Print what `hone prompt` gives as `json`, as `text` alone, or as `markdown`; or write it to a file.

    Raises OSError when the file cannot be written.
    """
    if form == "json":
        text = json.dumps(offered.data(of), indent=2, ensure_ascii=False)
    else:
        text = offered.bare(of) if form == "text" else offered.markdown(of)
    if output:
        output.write_text(text + "\n", encoding="utf-8")
    elif form == "markdown":
        _markdown(text)
    elif text:
        sys.stdout.write(text + "\n")
    else:
        sys.stderr.write("hone: there is no prompt here that is ready; without --format text it is said why.\n")


def standing(baseline: Baseline, *, as_json: bool) -> None:
    """Print how a repository stands: JSON, or Markdown (rendered when a person looks)."""
    if as_json:
        from pydantic import TypeAdapter

        sys.stdout.write(TypeAdapter(Baseline).dump_json(baseline, indent=2).decode() + "\n")
        return
    _markdown(debt.terminal(baseline))


def lesson(profile: Profile, trial: Trial | None, seconds: float) -> None:
    """Print what the history of a repository taught."""
    _markdown(learning.learned(profile, trial, seconds))


def checklist(parts: Iterable[tuple[str, str, str, str]]) -> bool:
    """Print (part, state, detail, what to do) line by line; True when nothing is down."""
    console, healthy = Console(highlight=False), True
    for part, state, detail, remedy in parts:
        healthy = healthy and state != "down"
        console.print(f"{MARKS[state]} [bold]{part}[/bold]: {detail}", soft_wrap=True)
        if remedy and state != "ok":
            console.print(f"    {remedy}", soft_wrap=True)
    return healthy


def scene(check: Mapping[str, Any], comment: str) -> None:
    """Print a check run and a comment as they stand on a pull request."""
    console = Console()
    console.rule("[bold]the check run")
    console.print(f"[bold]{check['name']}[/bold] · {check['conclusion']} · {len(check['annotations'])} annotations")
    console.print(Text(check["title"], style="bold"))
    console.print(Markdown(check["summary"]))
    for each in check["annotations"][:SHOWN]:
        place = f"{each['path']}:{each['start_line']}"
        console.print(Text(f"  {each['annotation_level']:8} {place}  {each['message']}"))
    console.rule("[bold]the comment")
    console.print(Markdown(comment or "_None: there is nothing to do._"))
