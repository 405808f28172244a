"""The command `hone`, thin over `app`; imports stay inside functions so that `hone --help` is quick."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

WRONG_USE = 2
hone = typer.Typer(
    name="hone",
    help="Hone guards code health: a quality gate, a risk assessment, and improvement prompts for every change.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    """How a report is printed."""

    MARKDOWN = "markdown"
    JSON = "json"


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
    format: Annotated[Format, typer.Option(help="How to print the report.")] = Format.MARKDOWN,
    fail_on: Annotated[FailOn | None, typer.Option(help="`gate`: exit with 1 when the gate is not passed.")] = None,
) -> None:
    """Review a change of a local clone: the same report as on GitHub, with no account, key or network.

    What is committed is reviewed, from the merge base of both sides; uncommitted work is not.
    """
    from service import local, terminal

    try:
        with terminal.progress() as say:
            report = local.review(path, base, head, say)
    except local.Problem as problem:
        fail(str(problem))
    terminal.show(report, as_json=format is Format.JSON)
    if fail_on is FailOn.GATE and report.conclusion not in {"success", "skipped"}:
        raise typer.Exit(1)


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
    terminal.scene(scene.check, stage.unfolded(scene.comment))
    typer.echo(
        f"Answered {scene.seconds:.1f} s after the delivery, with {scene.calls} REST calls and"
        f" {scene.fetches} git fetches, all on this machine."
    )


def main() -> None:
    """Entry point of the `hone` script."""
    hone(prog_name="hone")


if __name__ == "__main__":
    main()
