"""ShellCheck: what it finds, what it leaves alone, and that no script can talk it out of anything."""

import json

import pytest

from service.analyzers import Options, Text, Unreadable
from service.analyzers.shellcheck import BROKEN, SHELLCHECK, argv, read, rules, suffix
from service.edge.sandbox import Runner
from service.model import Severity
from tests.analysis import ask, ask_all

BASH = {
    "SC2055": '[ "$x" != a -o "$x" != b ]',
    "SC2056": "(( x != 1 || x != 2 ))",
    "SC2115": 'rm -rf "$dir/"',
    "SC2114": "rm -rf /usr",
    "SC2068": 'for x in $@; do echo "$x"; done',
    "SC2050": '[ "mode" = "fast" ]',
    "SC2066": 'for f in "$(ls)"; do echo "$f"; done',
    "SC2069": "make 2>&1 >/dev/null",
    "SC2070": "[ -n $x ]",
    "SC2071": "[[ $x > 10 ]]",
    "SC2072": "[[ $x -gt 1.5 ]]",
    "SC2073": '[ "$x" < "b" ]',
    "SC2074": '[ "$x" =~ ^a ]',
    "SC2077": '[ "$x"="b" ]',
    "SC2078": "[ x ]",
    "SC2079": "x=$(( 1.5 + 2 ))",
    "SC2080": "x=$(( 08 + 1 ))",
    "SC2081": '[ "$x" = a* ]',
    "SC2082": "y=${$x}",
    "SC2084": "$((i + 1))",
    "SC2088": 'cd "~/src"',
    "SC2091": "if $(grep -q a b); then echo 1; fi",
    "SC2092": "if `grep -q a b`; then echo 1; fi",
    "SC2094": "sort file.txt > file.txt",
    "SC2095": 'while read -r h; do ssh "$h" uptime; done < hosts',
    "SC2097": 'NAME=x echo "$NAME"',
    "SC2104": "f() { continue; }",
    "SC2105": "break",
    "SC2106": "for x in 1 2; do (break); done",
    "SC2107": '[ "$a" = 1 && "$b" = 2 ]',
    "SC2108": "[[ $a = 1 -a $b = 2 ]]",
    "SC2109": '[ "$a" = 1 || "$b" = 2 ]',
    "SC2110": "[[ $a = 1 -o $b = 2 ]]",
    "SC2121": "set x=5",
    "SC2141": "IFS='\\n'",
    "SC2142": "alias g='grep $1 file'",
    "SC2144": "[ -e *.txt ]",
    "SC2146": "find . -name a -o -name b -exec rm {} \\;",
    "SC2147": 'PATH="~/bin:$PATH"',
    "SC2151": "f() { return foo bar; }",
    "SC2152": "f() { return -1; }",
    "SC2156": "find . -exec sh -c 'echo {}' \\;",
    "SC2157": '[ -n "x$y" ]',
    "SC2158": "[ false ]",
    "SC2159": "[ 0 ]",
    "SC2168": "local x=1",
    "SC2170": '[ "n" -gt 3 ]',
    "SC2171": '"$x" ]',
    "SC2173": "trap 'echo' KILL",
    "SC2182": "printf 'hello' world",
    "SC2183": "printf '%s %s %s\\n' a b",
    "SC2190": "declare -A m=( a b )",
    "SC2193": '[[ "$x.txt" == "foo" ]]',
    "SC2194": "case foo in a) echo 1;; esac",
    "SC2198": '[ "$@" = x ]',
    "SC2199": '[[ "$@" == x ]]',
    "SC2214": 'while getopts "a" o; do case "$o" in a) echo 1;; b) echo 2;; esac; done',
    "SC2215": "curl https://a.test\n  -o file",
    "SC2216": "ls | echo hi",
    "SC2217": "echo hi <<EOF\nx\nEOF",
    "SC2222": 'case "$x" in a*) echo 1;; ab) echo 2;; esac',
    "SC2224": 'mv "$x"',
    "SC2225": 'cp "$x"',
    "SC2227": "find . -name x -exec cat {} > y \\; -print",
    "SC2241": "exit 1 2",
    "SC2242": 'exit "abc"',
    "SC2252": '[ "$x" != a ] || [ "$x" != b ]',
    "SC2258": 'for x in a, b,; do echo "$x"; done',
    "SC2259": "ls | cat < file",
    "SC2260": "ls > file | cat",
    "SC2261": "echo a > b > c",
    "SC2264": 'cd() { cd "$@" && ls; }',
    "SC2265": '[ "$a" ] & [ "$b" ]',
    "SC2266": '[ "$a" = 1 ] | [ "$b" = 1 ]',
    "SC2271": "${a}_b=1",
    "SC2273": "=======",
    "SC2281": "$x=3",
    "SC2282": "1x=3",
    "SC2283": "x = 3",
    "SC2284": "x == 3",
    "SC2285": "x += 1",
    "SC2286": '"" foo',
    "SC2287": "/ foo",
    "SC2328": "x=$(ls > /dev/null)",
    "SC2332": "[ ! -o a ]",
    BROKEN: "if true; then",
}
POSIX = {
    "SC3005": "for ((i=0;i<3;i++)); do echo 1; done",
    "SC3006": "((x > 1))",
    "SC3010": "[[ $x = 1 ]]",
    "SC3020": "ls &> out",
    "SC3024": "x+=1",
    "SC3030": "x=(1 2)",
    "SC3054": 'echo "${x[0]}"',
    "SC3059": 'echo "${x,,}"',
    "SC3060": 'echo "${x/a/b}"',
}


async def codes(path, content):
    """Rule and line of everything found."""
    return [(found.rule, found.start) for found in (await ask(SHELLCHECK, path, content)).findings]


async def test_every_rule_of_the_table_is_one_that_shellcheck_has():
    texts = {f"bin/{code}.bash": f"#!/bin/bash\n{line}\n" for code, line in BASH.items()}
    texts |= {f"bin/{code}.sh": f"#!/bin/sh\n{line}\n" for code, line in POSIX.items()}

    said = await ask_all(SHELLCHECK, texts)

    silent = [code for code in rules() if code not in {one.rule for found in said.values() for one in found.findings}]
    assert silent == []
    assert [
        path
        for path, found in said.items()
        if path.split("/")[1].split(".")[0] not in {one.rule for one in found.findings}
    ] == []


@pytest.mark.parametrize(
    "line",
    [
        "echo $name",
        "cd src",
        'rm -rf "${dir:?}/"',
        "x=$(ls *.txt)",
        "local_name=1",
        'sort "$1" | tee sorted.txt',
        'for f in *.txt; do cat "$f"; done',
        'echo "${x[0]}"',
        ". ./settings",
    ],
)
async def test_taste_and_custom_are_left_alone(line):
    assert await codes("bin/run.sh", f"#!/bin/bash\n{line}\n") == []


async def test_a_finding_says_how_bad_it_is_and_what_to_do():
    (found,) = (await ask(SHELLCHECK, "bin/run", '#!/bin/bash\nset -e\nrm -rf "$dir/"\n')).findings

    assert (found.tool, found.path, found.start, found.end) == ("shellcheck", "bin/run", 3, 3)
    assert (found.severity, found.minutes) == (Severity.MEDIUM, 10)
    assert found.advice.startswith("Write `")


async def test_scripts_of_tests_are_not_judged():
    assert await codes("tests/run.sh", '#!/bin/bash\nrm -rf "$dir/"\n') == []


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("bin/run.sh", b"", ".sh"),
        ("bin/run.bash", b"", ".bash"),
        ("bin/run", b"#!/usr/bin/env bash\n", ".bash"),
        ("bin/run", b"#!/bin/dash\n", ".dash"),
        ("bin/run", b"#!/usr/bin/env python\n", ""),
        ("bin/run.zsh", b"", ""),
        ("bin/run.sh", b"#!/bin/zsh\n", ""),
        ("bin/run.sh", b"#!/bin/busybox sh\n", ""),
        ("bin/run.sh", b"#!/bin/sh\n{% if docker %}\n", ""),
        ("bin/run.py", b"#!/bin/bash\n", ""),
    ],
)
def test_shells_are_known_by_name_or_first_line(path, content, expected):
    assert suffix(Text(path, content)) == expected


@pytest.mark.parametrize(
    "comment",
    [
        "# shellcheck disable=all",
        "# shellcheck disable=SC2115",
        "#shellcheck\tdisable=SC2115",
        "# shellcheck source=/dev/null disable=SC2115",
        "# ShellCheck disable=SC2115",
    ],
)
@pytest.mark.parametrize("place", ["#!/bin/bash\n{comment}\ntrue\n", "#!/bin/bash\ntrue\n{comment}\n"])
async def test_a_comment_silences_nothing(comment, place):
    content = place.replace("{comment}", comment) + 'rm -rf "$dir/"\n'

    assert [rule for rule, _ in await codes("bin/run.sh", content)] == ["SC2115"]


async def test_a_configuration_and_a_sourced_file_on_the_way_are_not_read():
    silent = b"disable=all\n"
    script = b'#!/bin/bash\n. ./head/other.bash\nrm -rf "$dir/"\n'
    files = {".shellcheckrc": silent, "head/.shellcheckrc": silent, "head/0000.sh": script, "head/other.bash": b"x = 3"}

    done = await Runner().run(argv(["head/0000.sh"], Options(b"")), files)

    assert [row["code"] for row in json.loads(done.output)["comments"]] == [2115]


async def test_a_script_that_does_not_parse_hides_nothing():
    found = await ask(SHELLCHECK, "bin/run.sh", '#!/bin/bash\nrm -rf "$dir/"\nif true; then\n')

    assert [one.rule for one in found.findings] == [BROKEN]
    assert found.blind


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xef\xbb\xbf#!/bin/bash\nx = 3\n", [("SC2283", 2)]),
        (b"#!/bin/bash\n# \xe9\nx = 3\n", [("SC2283", 3)]),
        (b"#!/bin/bash\n# " + b"a" * 1_000_000 + b"\nx = 3\n", [("SC2283", 3)]),
        (b"", []),
        (b"\x01\x02\x7f\n", []),
    ],
    ids=["BOM", "not UTF-8", "1,000,000 columns", "empty", "noise"],
)
async def test_unusual_text_is_read_all_the_same(content, expected):
    assert [found for found in await codes("bin/run.sh", content) if found[0] != BROKEN] == expected


@pytest.mark.parametrize(
    "output",
    [
        b"",
        b"[]",
        b'{"comments": 1}',
        b'{"comments": [1]}',
        b'{"comments": [{"file": "head/0000.sh", "code": 2115, "line": 1, "endLine": 1}]}',
        b'{"comments": [{"file": "b.sh", "code": 2115, "line": 1, "endLine": 1, "message": ""}]}',
        b'{"comments": ' + b"[" * 100_000,
    ],
)
def test_output_that_is_not_shellchecks_is_never_read_as_clean(output):
    with pytest.raises(Unreadable):
        read(output, b"", {"head/0000.sh": Text("a.sh", b"x\n")})


def test_a_hostile_message_is_shown_in_one_line():
    row = {"file": "a.sh", "code": 2115, "line": 99, "endLine": 99, "message": "a\n\x1b[2Jb\u202e" + "x" * 999}

    (found,) = read(json.dumps({"comments": [row]}).encode(), b"", {"a.sh": Text("a.sh", b"x\n")})["a.sh"].findings

    assert found.start == found.end == 1
    assert "\n" not in found.message
    assert "\x1b" not in found.message
    assert len(found.message) <= 300
