"""Hadolint: what it finds, what it leaves alone, and that no Dockerfile can talk it out of anything."""

import json

import pytest

from service.analyzers import Options, Text, Unreadable
from service.analyzers.hadolint import HADOLINT, argv, own, read, rules, suffix
from service.edge.sandbox import Runner
from service.model import Severity
from tests.analysis import ask, ask_all

FROM = "FROM debian:12\n"
FOUND = {
    "DL3004": "RUN sudo ls\n",
    "DL3011": "EXPOSE 80000\n",
    "DL3012": "HEALTHCHECK CMD a\nHEALTHCHECK CMD b\n",
    "DL3014": "RUN apt-get install a\n",
    "DL3021": "COPY a b c\n",
    "DL3023": "FROM debian:12 AS a\nCOPY --from=a x y\n",
    "DL3024": "FROM a:1 AS x\nFROM b:1 AS x\n",
    "DL3030": "RUN yum install a\n",
    "DL3034": "RUN zypper install a\n",
    "DL3038": "RUN dnf install a\n",
    "DL3043": "ONBUILD FROM a\n",
    "DL3044": "ENV A=1 B=$A\n",
    "DL4003": "CMD a\nCMD b\n",
    "DL4004": "ENTRYPOINT a\nENTRYPOINT b\n",
    "SC2069": "RUN a 2>&1 > b\n",
    "SC2215": "RUN curl https://a.test;\\\n  -o file\n",
    "SC2261": "RUN a > b > c\n",
    "SC2283": "RUN x = 3\n",
    "SC3020": "RUN a &> b\n",
    "SC3030": "RUN x=(1 2)\n",
}


async def codes(content, path="deploy/Dockerfile"):
    """Rule and line of everything found."""
    return [(found.rule, found.start) for found in (await ask(HADOLINT, path, content)).findings]


async def test_every_rule_of_the_table_is_one_that_hadolint_has():
    texts = {f"{code}/Dockerfile": FROM + line for code, line in FOUND.items()} | {"DL3061/Dockerfile": "RUN a\n"}

    said = await ask_all(HADOLINT, texts)

    assert set(rules()) == {path.split("/")[0] for path in said}
    assert [
        path for path, found in said.items() if path.split("/")[0] not in {one.rule for one in found.findings}
    ] == []


@pytest.mark.parametrize(
    "content",
    [
        "FROM debian\nRUN apt-get update && apt-get install -y a\n",
        "FROM debian:latest\nUSER root\nWORKDIR src\nADD a b\nRUN cd src && echo $a | b\n",
        FROM + "RUN yes | apt-get install a\n",
        FROM + "RUN <<EOF\napt-get install -y a\nEOF\n",
        FROM + "CMD a b\n",
    ],
)
async def test_taste_and_custom_are_left_alone(content):
    assert await codes(content) == []


async def test_a_finding_says_how_bad_it_is_and_what_to_do():
    (found,) = (await ask(HADOLINT, "Dockerfile", FROM + "CMD a\nCMD b\n")).findings

    assert (found.tool, found.path, found.start, found.end) == ("hadolint", "Dockerfile", 3, 3)
    assert (found.severity, found.advice) == (Severity.MEDIUM, "Keep one `CMD`: only the last one counts.")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Dockerfile", ".Dockerfile"),
        ("deploy/Dockerfile.dev", ".Dockerfile"),
        ("deploy/web.dockerfile", ".Dockerfile"),
        ("Containerfile", ".Dockerfile"),
        ("Dockerfile.j2", ""),
        ("Dockerfile.md", ""),
        ("docker-compose.yml", ""),
        ("cart.py", ""),
    ],
)
def test_dockerfiles_are_known_by_name(path, expected):
    assert suffix(Text(path, b"")) == expected


@pytest.mark.parametrize(
    "comment",
    [
        "# hadolint ignore=DL3014",
        "# hadolint global ignore=DL3014",
        "#hadolint\tignore=DL3014",
        "# Hadolint ignore=DL3014",
    ],
)
async def test_a_comment_silences_nothing(comment):
    assert await codes(f"{comment}\n{FROM}{comment}\nRUN apt-get install a\n") == [("DL3014", 4)]


async def test_a_configuration_on_the_way_is_not_read():
    silent = b"ignored: [DL3014]\n"
    files = {".hadolint.yaml": silent, ".hadolint.yml": silent, "head/.hadolint.yaml": silent, **own()}

    done = await Runner().run(
        argv(["head/0.Dockerfile"], Options(b"")), {**files, "head/0.Dockerfile": b"FROM a:1\nRUN apt-get install a\n"}
    )

    assert done.status == 0
    assert "DL3014" in [row["code"] for row in json.loads(done.output)]


@pytest.mark.parametrize("content", ["FRM x\n", "{{ base }}\n", FROM + "RUN <<EOF\nnever ends\n", "\x01\x02"])
async def test_a_file_that_does_not_parse_is_not_called_clean(content):
    found = await ask(HADOLINT, "Dockerfile", content + "\nRUN apt-get install a\n")

    assert not found.findings
    assert found.blind
    assert found.gap == "it does not parse"


async def test_a_broken_dockerfile_in_a_test_is_nobodys_gap():
    assert (await ask(HADOLINT, "tests/data/Dockerfile", "FRM x\n")).gap == ""


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfFROM a:1\nRUN x = 3\n",
        b"FROM a:1\r\nRUN x = 3\r\n",
        b"FROM a:1\nRUN x = 3\n# \xe9\n",
        b"FROM a:1\nRUN x = 3\n# " + b"a" * 1_000_000,
    ],
    ids=["BOM", "CRLF", "not UTF-8", "1,000,000 columns"],
)
async def test_unusual_text_is_read_all_the_same(content):
    assert await codes(content) == [("SC2283", 2)]


@pytest.mark.parametrize(
    "output",
    [
        b"",
        b"{}",
        b"[1]",
        b'[{"code": "DL3014", "file": "a.Dockerfile", "line": "1", "message": ""}]',
        b'[{"code": "DL3014", "file": "/etc/passwd", "line": 1, "message": ""}]',
        b"[" * 100_000,
    ],
)
def test_output_that_is_not_hadolints_is_never_read_as_clean(output):
    with pytest.raises(Unreadable):
        read(output, b"", {"a.Dockerfile": Text("Dockerfile", b"x\n")})
