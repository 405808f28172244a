"""The command `hone`, thin over `app`; imports stay inside functions so that `hone --help` is quick."""

import sys
from codecs import getincrementaldecoder
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

WRONG_USE = 2
MOST_TEXT = 1_000_000
"""Bytes of a prompt that are read."""
hone = typer.Typer(
    name="hone",
    help="Hone guards code health: a quality gate, a risk assessment, and improvement prompts for every change.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    """How an answer is printed."""

    MARKDOWN = "markdown"
    JSON = "json"


class ReportFormat(StrEnum):
    """How a report is printed; SARIF 2.1.0 is what code-scanning services read."""

    MARKDOWN = "markdown"
    JSON = "json"
    SARIF = "sarif"


class PromptFormat(StrEnum):
    """How prompts are printed; `text` is the best one alone, as an agent reads it."""

    MARKDOWN = "markdown"
    JSON = "json"
    TEXT = "text"


class PromptKind(StrEnum):
    """Which prompts are wanted; `quality` are the three places of a review."""

    QUALITY = "quality"
    QUICK = "quick"
    PERFORMANCE = "performance"
    STRUCTURE = "structure"
    SECURITY = "security"
    REFACTOR = "refactor"
    TESTS = "tests"
    DOCS = "docs"
    EXPERIENCE = "experience"


class FailOn(StrEnum):
    """What makes `hone review` exit with 1."""

    GATE = "gate"


def fail(message: str) -> NoReturn:
    """Say what is wrong on standard error and end with exit code 2."""
    typer.echo(f"hone: {message}", err=True)
    raise typer.Exit(WRONG_USE)


@hone.command()
def review(
    path: Annotated[Path, typer.Argument(help="A git clone on this machine.")] = Path(),
    base: Annotated[str, typer.Option(help="What to compare with; default: the repository's main branch.")] = "",
    head: Annotated[str, typer.Option(help="The change: a branch, tag or commit.")] = "HEAD",
    format: Annotated[ReportFormat, typer.Option(help="How to print the report.")] = ReportFormat.MARKDOWN,
    coverage: Annotated[
        list[Path] | None, typer.Option(help="A coverage report: Cobertura, LCOV, coverage.py.")
    ] = None,
    benchmark: Annotated[list[Path] | None, typer.Option(help="A benchmark report of the change.")] = None,
    benchmark_base: Annotated[list[Path] | None, typer.Option(help="A benchmark report of the base.")] = None,
    sarif: Annotated[list[Path] | None, typer.Option(help="A SARIF 2.1.0 log of another analyzer.")] = None,
    fail_on: Annotated[FailOn | None, typer.Option(help="`gate`: exit with 1 when the gate is not passed.")] = None,
) -> None:
    """Review a change of a local clone: the same report as on GitHub, with no account, key or network.

    What is committed is reviewed, from the merge base of both sides; uncommitted work is not.
    """
    from service import local, terminal

    files = local.Files(tuple(coverage or ()), tuple(benchmark or ()), tuple(benchmark_base or ()), tuple(sarif or ()))
    try:
        with terminal.progress() as say:
            report = local.review(path, base, head, say, files)
    except local.Problem as problem:
        fail(str(problem))
    terminal.show(report, format.value)
    if fail_on is FailOn.GATE and report.conclusion not in {"success", "skipped"}:
        raise typer.Exit(1)


@hone.command()
def prompt(
    path: Annotated[Path, typer.Argument(help="A git clone on this machine.")] = Path(),
    base: Annotated[str, typer.Option(help="What to compare with; default: the repository's main branch.")] = "",
    head: Annotated[str, typer.Option(help="The change, or the commit to work on.")] = "HEAD",
    kind: Annotated[PromptKind, typer.Option(help="Which prompts; default: the three best places.")] = (
        PromptKind.QUALITY
    ),
    area: Annotated[str, typer.Option(help="With `--kind experience`: files with this word in their path.")] = "",
    feature: Annotated[
        str | None, typer.Option(help="A prompt for something new, by its name, or more lines of it.")
    ] = None,
    evaluate: Annotated[str, typer.Option(help="A file with a prompt (- reads standard input): its score.")] = "",
    improve: Annotated[str, typer.Option(help="A file with a prompt (- reads standard input): a better one.")] = "",
    model: Annotated[bool, typer.Option("--model", help="Let the model of HONE_LLM_MODEL go over it.")] = False,
    format: Annotated[PromptFormat, typer.Option(help="How to print it.")] = PromptFormat.MARKDOWN,
    output: Annotated[Path | None, typer.Option(help="Write it to this file instead.")] = None,
) -> None:
    """Write prompts for a change of a local clone, score a prompt, or make one better: no account, key or network.

    `hone prompt --format text | your-agent` hands the best prompt over as it is.

    Ends with 1 when the text of --evaluate or --improve is not ready, or --format text has nothing that is.
    """
    from service import local, prompt_local, terminal

    if sum((feature is not None, bool(evaluate), bool(improve))) > 1:
        fail("--feature, --evaluate and --improve do different things: choose one.")
    if area and kind is not PromptKind.EXPERIENCE:
        fail("--area goes with --kind experience.")
    asked = prompt_local.Asked(path, base, head, model)
    try:
        with terminal.progress() as say:
            if evaluate or improve:
                work = prompt_local.evaluate if evaluate else prompt_local.improve
                outcome = work(asked, _given(evaluate or improve), say)
            elif feature is not None:
                outcome = prompt_local.feature(asked, feature, say)
            else:
                outcome = prompt_local.prompts(asked, kind.value, area, say)
        terminal.prompts(outcome, format.value, output)
    except local.Problem as problem:
        fail(str(problem))
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}.")
    if not outcome.ready and (evaluate or improve or format is PromptFormat.TEXT):
        raise typer.Exit(1)


def _given(file: str) -> str:
    """The text of a file, or of standard input for `-`. Raises OSError."""
    name = "standard input" if file == "-" else file
    with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as source:
        given = source.read(MOST_TEXT)
    try:
        text = getincrementaldecoder("utf-8")().decode(given)  # what is cut at its end is still text
    except UnicodeDecodeError:
        fail(f"{name} is not UTF-8 text.")
    if "\0" in text:
        fail(f"{name} is not text.")
    if not text.strip():
        fail(f"{name} is empty: there is no prompt in it.")
    return text


@hone.command()
def debt(
    path: Annotated[Path, typer.Argument(help="A git clone on this machine.")] = Path(),
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.MARKDOWN,
) -> None:
    """Look at the whole checked-out commit: technical debt and its rating, maintainability, hotspots, habits."""
    from service import local, terminal

    try:
        with terminal.progress() as say:
            baseline = local.debt(path, say)
    except local.Problem as problem:
        fail(str(problem))
    terminal.standing(baseline, as_json=format is Format.JSON)


@hone.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Run the service: the webhook door and the worker in one process, configured by HONE_* variables."""
    from service import app

    try:
        app.serve(app.configured(), host, port)
    except app.Unusable as problem:
        fail(str(problem))


@hone.command()
def doctor() -> None:
    """Check every part of a configured Hone and say what to do about what is not right."""
    from service import app, terminal

    try:
        healthy = terminal.checklist(app.diagnose(app.configured()))
    except app.Unusable as problem:
        fail(str(problem))
    raise typer.Exit(0 if healthy else 1)


@hone.command()
def demo(
    repo: Annotated[Path | None, typer.Option(help="Your own clone instead of the bundled example.")] = None,
    base: Annotated[str, typer.Option(help="Where your change starts; default: the main branch.")] = "",
    head: Annotated[str, typer.Option(help="Your change.")] = "HEAD",
) -> None:
    """Open a pull request against a stand-in for GitHub and show what Hone answers."""
    from service import demo as stage
    from service import terminal

    try:
        with terminal.progress() as say:
            scene = stage.play(repo, base, head, say)
    except stage.Problem as problem:
        fail(str(problem))
    terminal.scene(scene.check, stage.shown(scene.comment))
    typer.echo(
        f"Answered {scene.seconds:.1f} s after the delivery, with {scene.calls} REST calls and"
        f" {scene.fetches} git fetches, all on this machine. The prompts are folded, as on GitHub; for a clone of your"
        " own `hone prompt` prints them."
    )


risk = typer.Typer(help="What the history of a repository tells of the risk of its changes.", no_args_is_help=True)
hone.add_typer(risk, name="risk")


@risk.callback()
def _risk() -> None:
    """Keeps `calibrate` a command of its own while it is the only one."""


@risk.command()
def calibrate(
    path: Annotated[Path, typer.Argument(help="A git clone on this machine.")] = Path(),
    changes: Annotated[int, typer.Option(help="How many of the newest changes are read.", min=100)] = 5_000,
    known: Annotated[Path | None, typer.Option(help="What an earlier run wrote, to go on from.")] = None,
    output: Annotated[Path | None, typer.Option(help="Write what was learned to this file, as JSON.")] = None,
) -> None:
    """Learn from a repository's own fixes how risky its changes are, and say honestly how good that is.

    Changes that a later fix repaired are found by following every line through the history.
    """
    from service import calibrate_local, terminal

    try:
        with terminal.progress() as say:
            lesson = calibrate_local.calibrate(path, changes, say, known.read_text() if known else "")
    except (calibrate_local.Problem, OSError) as problem:
        fail(str(problem))
    terminal.lesson(lesson.profile, lesson.trial, lesson.seconds)
    if output:
        output.write_text(lesson.json() + "\n")
        typer.echo(f"Kept in {output}.")


def main() -> None:
    """Entry point of the `hone` script."""
    hone(prog_name="hone")


if __name__ == "__main__":
    main()
