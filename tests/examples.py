"""Small ready-made nouns for tests: a finding, a change, a report."""

from dataclasses import replace

from service.model import Analysis, Category, Change, Condition, Finding, Prompt, Reason, Repo, Report, Risk, Severity

REPO = Repo(7, "acme", "shop", 3)
HEAD, BASE = "a" * 40, "b" * 40
CHANGE = Change(REPO, HEAD, BASE, "refs/pull/5/head", 5, base_ref="main")
FINDING = Finding(
    tool="ruff",
    rule="S602",
    path="shop/export.py",
    start=12,
    end=12,
    message="`subprocess` call with `shell=True`",
    severity=Severity.HIGH,
    category=Category.SECURITY,
    minutes=20,
    advice="Pass a list of arguments and drop the shell.",
    fingerprint="f" * 64,
    id="fabcdefg",
    on_change=True,
)
PROMPT = Prompt(
    id="01JD0000000000000000000000",
    improvement="iabcdefg",
    kind="quick",
    title="Run scp without a shell",
    template="quality@1",
    body="Task: run scp without a shell.\n\nPrompt-Id: 01JD0000000000000000000000",
    criteria=(),
    validation=(),
    next_iteration="Hone looks again on the next push.",
    findings=("fabcdefg",),
)


def finding(**changes: object) -> Finding:
    """The example finding with other values."""
    return replace(FINDING, **changes)


def report(*findings: Finding, **changes: object) -> Report:
    """A report on the example change that introduced these findings."""
    failed = Condition("new_high", "New high-severity findings", "0", str(len(findings)), not findings, "", "Fix it.")
    whole = Report(
        change=CHANGE,
        conclusion="failure" if findings else "success",
        reason="Failed: 1 new high-severity finding (limit 0)" if findings else "Passed",
        analysis=Analysis(introduced=findings, files=3, added=46, deleted=1, risk=Risk(4.2, "medium", (REASON,))),
        conditions=(failed,),
        prompts=(PROMPT,) if findings else (),
        seconds=2.4,
    )
    return replace(whole, **changes)


REASON = Reason("46 changed lines", 1.2, "size")

CLEAN = "def total(prices):\n    return sum(prices)\n"
SHELL = "import subprocess\n\n\ndef send(name):\n    subprocess.run(f'scp {name} host:', shell=True, check=True)\n"
"""Python without a finding, and with one of high severity in its fifth line."""
