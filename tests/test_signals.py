"""Reports of other tools: each format read, and nothing hostile in one gets further than a sentence."""

import json

import pytest

from service import signals
from service.analyze.coverage import compared, covered
from service.model import Benchmark, ChangedFile, Coverage, Diff, Hunk
from service.signals import Lines, Measure, Measured, Unreadable
from service.workflows.reports import MOST_MEMBERS, members
from tests.maintainer import zipped

COBERTURA = """<?xml version="1.0" ?>
<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<coverage line-rate="0.6"><sources><source>/builds/shop/src</source></sources>
<packages><package name="shop"><classes><class name="cart.py" filename="shop/cart.py">
<methods><method name="m"><lines><line number="2" hits="0"/></lines></method></methods>
<lines><line number="1" hits="1"/><line number="2" hits="12"/><line number="4" hits="0"/></lines>
</class></classes></package></packages></coverage>"""
LCOV = "TN:\nSF:/builds/shop/src/cart.js\nFN:1,f\nDA:1,3\nDA:2,0\nDA:2,1,abc\nDA:4,0\nend_of_record\nDA:9,9\n"
COVERAGE_JSON = json.dumps({"files": {"shop/cart.py": {"executed_lines": [1, 2], "missing_lines": [4], "summary": {}}}})
PYTEST = json.dumps(
    {
        "machine_info": {},
        "commit_info": {"id": "c1"},
        "benchmarks": [{"name": "test_sum", "fullname": "tests/b.py::test_sum", "stats": {"median": 0.5, "mean": 9}}],
    }
)
ACTION = json.dumps([{"name": "parse", "unit": "ms", "value": 12.5}, {"name": "rate", "unit": "ops/sec", "value": 9}])
KEPT = "window.BENCHMARK_DATA = " + json.dumps(
    {
        "lastUpdate": 1,
        "entries": {
            "Suite": [
                {"commit": {"id": commit}, "tool": "go", "benches": [{"name": "B", "unit": "ns/op", "value": value}]}
                for commit, value in (("c1", 10), ("c2", 12))
            ]
        },
    }
)


@pytest.mark.parametrize(
    ("name", "content", "path"),
    [
        ("coverage.xml", COBERTURA, "shop/cart.py"),
        ("lcov.info", LCOV, "/builds/shop/src/cart.js"),
        ("coverage.json", COVERAGE_JSON, "shop/cart.py"),
        ("anything", COBERTURA, "shop/cart.py"),
        ("anything", LCOV, "/builds/shop/src/cart.js"),
        ("anything", COVERAGE_JSON, "shop/cart.py"),
    ],
)
def test_every_coverage_format_says_the_same(name, content, path):
    assert signals.coverage(content.encode(), name) == {path: Lines({1, 2}, {4})}


@pytest.mark.parametrize(
    ("name", "content", "runs"),
    [
        ("benchmark.json", PYTEST, (Measured((Measure("tests/b.py::test_sum", 0.5, "s"),), "c1"),)),
        (
            "output.json",
            ACTION,
            (Measured((Measure("parse", 12.5, "ms"), Measure("rate", 9, "ops/sec", bigger_is_better=True))),),
        ),
        (
            "data.js",
            KEPT,
            (
                Measured((Measure("Suite: B", 10, "ns/op"),), "c1"),
                Measured((Measure("Suite: B", 12, "ns/op"),), "c2"),
            ),
        ),
    ],
)
def test_every_benchmark_format_is_read(name, content, runs):
    assert signals.benchmarks(content.encode(), name) == runs


BOMB = "<!DOCTYPE c [<!ENTITY a 'xxxxxxxxxx'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(8)
)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (BOMB + "]><coverage>&i;</coverage>", "it declares entities"),
        ("<!DOCTYPE c [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><coverage>&x;</coverage>", "it declares entities"),
        ("<!DOCTYPE c [<!ENTITY % x SYSTEM 'http://127.0.0.1/'> %x;]><coverage/>", "it declares entities"),
        ("<coverage>", "it is not XML"),
        ("<coverage>" + "<a>" * 50_000, "it is not XML"),
        ("<html><class filename='a'/></html>", "it is not Cobertura's"),
        ("<?xml version='1.0' encoding='nonsense'?><coverage/>", "it is not XML"),
        ("<coverage/>", "it names no file"),
        ("", "it is not XML"),
    ],
)
def test_hostile_xml_is_a_sentence(content, why):
    with pytest.raises(Unreadable, match=why):
        signals.coverage(content.encode(), "coverage.xml")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[",
        "[" * 100_000,
        "{}",
        "[]",
        '[{"name": "a", "value": NaN}]',
        '[{"name": "a", "value": -1}]',
        '{"a":' * 9_000,
    ],
)
def test_a_benchmark_report_that_is_none_is_a_sentence(content):
    with pytest.raises(Unreadable):
        signals.benchmarks(content.encode(), "benchmark.json")


def test_odd_numbers_in_a_report_are_left_out():
    odd = COBERTURA.replace('number="4" hits="0"', 'number="-4" hits="0"').replace('hits="12"', 'hits="1e999"')

    assert signals.coverage(odd.encode(), "coverage.xml") == {"shop/cart.py": Lines({1}, {2})}


def test_a_report_longer_than_any_repositorys_is_not_read(monkeypatch):
    monkeypatch.setattr(signals, "MOST_BYTES", 100)

    with pytest.raises(Unreadable, match="longer than"):
        signals.coverage(COBERTURA.encode(), "coverage.xml")


def diff(*files):
    return Diff("b", "h", tuple(ChangedFile(path, "modified", hunks=hunks) for path, *hunks in files))


def test_only_the_changed_lines_that_tests_can_reach_count():
    change = diff(("src/shop/cart.py", Hunk(1, 0, 2, 3), Hunk(9, 1, 20, 0)), ("README.md", Hunk(1, 1, 1, 9)))
    tree = ["src/shop/cart.py", "README.md"]

    assert covered(change, tree, {"coverage.xml": signals.coverage(COBERTURA.encode(), "coverage.xml")}) == Coverage(
        2, 1, ("src/shop/cart.py:4",), ("coverage.xml",)
    )
    assert covered(change, tree, {}) is None


@pytest.mark.parametrize(
    ("name", "tree", "meant"),
    [
        ("shop/cart.py", ["shop/cart.py", "old/shop/cart.py"], "shop/cart.py"),
        ("cart.py", ["src/cart.py"], "src/cart.py"),
        ("cart.py", ["src/cart.py", "lib/cart.py"], ""),
        ("/builds/app/app/src/cart.py", ["src/cart.py", "cart.py"], "src/cart.py"),
        ("src\\cart.py", ["src/cart.py"], "src/cart.py"),
        ("./src/cart.py", ["src/cart.py"], "src/cart.py"),
        ("art.py", ["src/cart.py"], ""),
    ],
)
def test_which_file_a_reports_name_means(name, tree, meant):
    change = diff(*((path, Hunk(1, 0, 1, 1)) for path in tree))
    found = covered(change, tree, {"r": {name: Lines(set(), {1})}})

    assert found.missed == ((f"{meant}:1",) if meant else ())


def test_changed_code_that_no_report_names_is_told():
    files = ("app.py", "tests/test_app.py", "README.md", "web/app.ts", "known.py")
    change = diff(*((path, Hunk(0, 0, 1, 4)) for path in files))

    assert covered(change, files, {"r": {"known.py": Lines({1})}}).unnamed == ("app.py", "web/app.ts")


def test_several_reports_count_together():
    change = diff(("a.py", Hunk(0, 0, 1, 4)))
    reports = {"unit": {"a.py": Lines({1}, {2, 3})}, "e2e": {"a.py": Lines({2}, {1, 3})}}

    assert covered(change, ["a.py"], reports) == Coverage(3, 2, ("a.py:3",), ("unit", "e2e"))


def run(commit="", **values):
    return Measured(tuple(Measure(name, value, "s") for name, value in values.items()), commit)


def test_benchmarks_are_compared_with_the_bases_and_a_new_one_with_nobody():
    found = compared({"now": [run(a=2, b=1)]}, {"base": [run(a=1)]}, "c0")

    assert found.both == (Benchmark("a", 2, 1, "s"),)
    assert found.unmatched == 1


def test_a_report_that_keeps_all_runs_brings_its_own_base():
    kept = [run("c1", a=1), run("c2", a=5), run("head", a=2)]

    assert compared({"now": kept}, {}, "c1").both == (Benchmark("a", 2, 1, "s"),)
    assert compared({"now": kept}, {}, "unknown").both == (Benchmark("a", 2, 5, "s"),)


def test_results_in_other_units_are_not_compared():
    now = Measured((Measure("a", 2, "ms"),))

    assert compared({"now": [now]}, {"base": [run(a=1)]}, "").both == ()


def test_only_reports_are_taken_out_of_an_archive():
    archive = zipped({"coverage.xml": "<x/>", "evil.py": "import os", "../lcov.info": "SF:a", "cov/": ""})

    assert dict(members(archive)) == {"coverage.xml": b"<x/>", "../lcov.info": b"SF:a"}


def test_an_archive_that_unpacks_to_a_mountain_is_left_alone():
    assert list(members(zipped({"coverage.xml": b"\0" * (30 << 20)}))) == []


def test_an_archive_of_many_reports_is_read_up_to_a_number():
    archive = zipped({f"{number}/coverage.xml": "<x/>" for number in range(90)})

    assert len(list(members(archive))) == MOST_MEMBERS


@pytest.mark.parametrize("cut", [0, 10, 60, -1])
def test_what_is_no_archive_holds_nothing(cut):
    assert list(members(zipped({"coverage.xml": COBERTURA})[:cut])) == []


def test_an_archive_that_lies_about_a_size_is_left_alone():
    archive = bytearray(zipped({"coverage.xml": COBERTURA}))
    at = archive.rfind(b"PK\x01\x02") + 24  # the uncompressed size in the central directory
    archive[at : at + 4] = (5).to_bytes(4, "little")

    assert list(members(bytes(archive))) == []
