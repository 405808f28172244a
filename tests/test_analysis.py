"""Both sides of a change through every analyzer: what is left out is said, and one failure costs nothing else."""

import asyncio
import re
from collections.abc import Mapping

import pytest
from pydantic import TypeAdapter

from service.analyzers import Analyzer, Found, Options, Text, Tool, Unreadable, every
from service.edge.git import Local
from service.edge.sandbox import Runner
from service.model import Change, ChangedFile, Diff
from service.workflows import analysis as analysis_module
from service.workflows import inspection
from service.workflows.analysis import Examination, examine
from service.workflows.batches import MAX_FILES, select
from tests.analysis import SHOP, Laboratory
from tests.repositories import Repository, link, submodule

EVAL = "def price(text):\n    return eval(text)\n"
OPTIONS = Options(b"salt")
PICKY = """
import sys, time
for name in sys.argv[1:]:
    text = open(name).read()
    if "CRASH" in text: sys.exit(3)
    if "HANG" in text: time.sleep(60)
    if "GARBAGE" in text: print("garbage")
    print(name)
"""


@pytest.fixture
def lab(tmp_path):
    return Laboratory(tmp_path)


def names(output: bytes, _errors: bytes, texts: Mapping[str, Text]) -> dict[str, Found]:
    said = output.decode().split()
    if "garbage" in said:
        raise Unreadable("its output is garbage")
    return {name: Found() for name in said}


VERSION = ("python", "--version")
PICKY_ANALYZER = Analyzer(
    "picky",
    "nothing but tests",
    lambda _: ".txt",
    Tool(lambda files, _: ("python", "-I", "-c", PICKY, *files), names, re.compile(b"SILENCE"), VERSION, seconds=2.0),
)


def texts(count: int, poison: Mapping[int, str]):
    return {("head", f"{n}.txt"): Text(f"{n}.txt", poison.get(n, "calm").encode()) for n in range(count)}


@pytest.mark.parametrize(
    ("word", "reason"),
    [("CRASH", "ended with status 3"), ("GARBAGE", "its output is garbage"), ("HANG", "timed out after 1 s")],
)
async def test_a_text_that_breaks_a_tool_is_singled_out_and_costs_no_other(monkeypatch, word, reason):
    monkeypatch.setattr(inspection, "LEAST_SECONDS", 1.0)

    reading = await inspection.inspect(PICKY_ANALYZER, texts(8, {5: word}), OPTIONS, Runner())

    assert reading.failed == {("head", "5.txt"): reason}
    assert len(reading.found) == 7


async def test_a_tool_that_always_fails_is_not_run_forever():
    reading = await inspection.inspect(PICKY_ANALYZER, texts(60, dict.fromkeys(range(60), "CRASH")), OPTIONS, Runner())

    assert set(reading.failed) == set(texts(60, {}))
    assert not reading.found


async def test_a_tool_gets_no_name_and_no_marker_word_of_the_repository():
    show = "import sys; print(*sys.argv[1:], open(sys.argv[1]).read() + open('own/setting').read())"
    seen = []
    tool = Tool(
        lambda files, _: ("python", "-I", "-c", show, *files),
        lambda output, _errors, texts: seen.append(output) or {name: Found() for name in texts},
        re.compile(b"SILENCE"),
        VERSION,
        own=lambda: {"own/setting": b"quiet"},
    )
    text = Text("--fix evil;`x`.py", b"a = 1  # SILENCE\n")

    shown = Analyzer("show", "Python", lambda _: ".py", tool)
    await inspection.inspect(shown, {("head", text.path): text}, OPTIONS, Runner())

    assert seen == [b"head/0000.py a = 1  # xxxxxxx\nquiet\n"]


async def test_a_missing_tool_is_a_blocking_gap_and_the_others_still_speak(tmp_path):
    lab = Laboratory(tmp_path / "git", Runner(tools=tmp_path / "nothing"))
    lab.path.mkdir()

    analysis = (await lab.judge({}, {"a.py": EVAL + f"key = '{'gh' + 'p_' + 'a1B2c3D4e5F6' * 3}'\n"})).analysis

    assert ("ruff", "ruff is not installed: a.py", True) in [
        (gap.what, gap.reason, gap.blocking) for gap in analysis.gaps
    ]
    assert [one.rule for one in analysis.introduced] == ["github-token"]


async def test_what_nobody_would_analyse_is_named_and_does_not_block(lab):
    after = {
        "package-lock.json": "{}\n",
        "vendor/x.py": EVAL,
        "app.min.js": "x\n",
        "logo.png": b"\x89PNG\0\0",
        "link.py": link("a.py"),
        "lib": submodule("1" * 40),
        "big.csv": "x," * (1 << 20),
    }

    analysis = (await lab.judge({"a.py": "x = 1\n"}, after)).analysis

    assert {gap.reason: gap.blocking for gap in analysis.gaps} == {
        "lock file: package-lock.json": False,
        "vendored code: vendor/x.py": False,
        "generated file: app.min.js": False,
        "binary file: logo.png": False,
        "symbolic link or submodule: lib, link.py": False,
        "longer than 1 MB, searched for secrets only: big.csv": False,
    }
    assert (analysis.files, analysis.introduced) == (1, ())


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (EVAL + "# " + "x" * (1 << 20), "longer than 1 MB, searched for secrets only: a.py"),
        (EVAL + "# " + "x" * (3 << 20), "too large to read: a.py"),
        (EVAL + "# \0", "binary file: a.py"),
    ],
)
async def test_code_that_is_padded_out_of_reach_of_its_tools_is_never_clean(lab, code, reason):
    analysis = (await lab.judge({"a.py": "x = 1\n"}, {"a.py": code})).analysis

    assert {gap.reason: gap.blocking for gap in analysis.gaps} == {reason: True}


async def test_a_change_of_nothing_but_those_counts_no_file(lab):
    assert (await lab.judge({}, {"go.sum": "x\n"})).analysis.files == 0


async def test_content_that_cannot_be_read_blocks(tmp_path):
    class Forgetful(Local):
        async def blobs(self, _repo, _ids):
            return {}

    repository = Repository(tmp_path / "a.git")
    base, head = repository.commit({"a.md": "one\n"}), repository.commit({"a.md": "two\n"})
    code = Forgetful(repository.path)
    diff = await code.fetch(Change(SHOP, head, base, "refs/heads/main"))

    (gap,) = (await examine(diff, code, Runner(), SHOP, b"salt")).analysis.gaps

    assert (gap.reason, gap.blocking) == ("its content could not be read: a.md", True)


def test_files_beyond_the_limit_block():
    files = tuple(ChangedFile(f"{n}.py", "added", new_blob=f"{n}", new_mode="100644") for n in range(MAX_FILES + 2))

    chosen, gaps = select(Diff("b", "h", files))

    assert len(chosen) == MAX_FILES
    assert [(gap[2], gap[3]) for gap in gaps] == [("3000.py", True), ("3001.py", True)]


async def test_many_files_are_read_in_batches_and_none_is_lost(lab):
    seen = await lab.judge({}, {f"pkg/m{n}.py": EVAL for n in range(450)})

    assert [done for done, _ in lab.progress] == [200, 400, 450]
    assert (len(seen.analysis.introduced), seen.analysis.dropped) == (200, 250)
    assert seen.analysis.files == 450
    assert len({one.path for one in seen.functions}) == 200


async def test_files_that_were_not_reached_in_time_block(lab, monkeypatch):
    monkeypatch.setattr(analysis_module, "MOST_SECONDS", 0)

    analysis = (await lab.judge({}, {"a.py": EVAL})).analysis

    assert [(gap.reason, gap.blocking) for gap in analysis.gaps] == [("not reached within 0 s: a.py", True)]
    assert analysis.introduced == ()


async def test_a_base_that_a_tool_gives_up_on_is_said_and_does_not_block(lab):
    deep = "x = " + "\n{" * 6000 + "\n}" * 6000

    analysis = (await lab.judge({"a.js": deep}, {"a.js": "function f() { return 1 }\n"})).analysis

    assert [(gap.what, gap.reason, gap.blocking) for gap in analysis.gaps] == [
        ("lizard", "it gave up (RecursionError) before the change: a.js", False)
    ]


async def test_the_result_survives_json_and_fits_into_a_step(lab):
    seen = await lab.judge(
        {f"old/m{n}.py": EVAL for n in range(300)}, {f"{'n' * 200}/m{n}.py": EVAL * 2 for n in range(300)}
    )
    adapter = TypeAdapter(Examination)

    stored = adapter.dump_json(seen)

    assert adapter.validate_json(stored) == seen
    assert len(stored) < 256 * 1024


async def test_the_functions_around_new_findings_come_along(lab):
    seen = await lab.judge({"a.py": EVAL}, {"a.py": EVAL + "\n\ndef tax(text):\n    return eval(text)\n"})

    assert [(one.name, one.start, one.end) for one in seen.functions] == [("tax", 5, 6)]


async def test_a_cancelled_examination_stops_at_once(lab, monkeypatch):
    began = asyncio.Event()

    class Slow(Runner):
        async def run(self, _argv, files, seconds=60.0):
            began.set()
            return await super().run(("python", "-I", "-c", "import time; time.sleep(60)"), files, seconds)

    lab.sandbox = Slow()
    task = asyncio.create_task(lab.judge({}, {"a.py": EVAL}))
    await began.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(5):
            await task


def test_every_file_in_the_folder_is_an_analyzer():
    names = [analyzer.name for analyzer in every()]

    assert {"lizard", "measures", "ruff", "secrets"} <= set(names)
    assert len(names) == len(set(names))


async def test_a_long_line_hides_no_function_and_a_text_of_long_lines_is_never_called_clean(tmp_path):
    lab = Laboratory(tmp_path)
    tangle = "def route(x):\n" + "".join(f"    if x == {n}:\n        return {n}\n" for n in range(40))
    padded = (await lab.judge({}, {"route.py": f"{tangle}# {'x' * 60_000}\n"})).analysis
    short = (await lab.judge({}, {"run.js": f"eval(location.hash);\n// {'x' * 6_000}\n"})).analysis

    assert [each.rule for each in padded.introduced] == ["complexity"]
    assert [(gap.what, gap.blocking) for gap in short.gaps] == [("files", True)]
    assert "lines too long for a person" in short.gaps[0].reason
