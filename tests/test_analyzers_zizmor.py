"""Zizmor: what it finds, what it leaves alone, and that no workflow can talk it out of anything."""

import json

import pytest

from service.analyzers import Options, Text, Unreadable
from service.analyzers.zizmor import ZIZMOR, argv, read, rules, suffix
from service.edge.sandbox import Runner
from service.model import Fix, Severity
from tests.analysis import ask

WORKFLOW = ".github/workflows/ci.yml"
HEAD = "name: ci\non: {on}\npermissions: {{}}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n"
TITLE = "      - run: echo '${{ github.event.issue.title }}'{comment}\n"


def workflow(steps, on="push"):
    return HEAD.format(on=on) + steps


def job(lines, on="push"):
    return f"name: ci\non: {on}\n{lines}\n    runs-on: ubuntu-24.04\n    steps:\n      - run: make\n"


FOUND = {
    "template-injection": workflow(TITLE.replace("{comment}", ""), "issues"),
    "dangerous-triggers": workflow(
        "      - uses: actions/checkout@v4\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n",
        "pull_request_target",
    ),
    "excessive-permissions": job("permissions: {}\njobs:\n  a:\n    permissions: write-all"),
    "insecure-commands": job("permissions: {}\nenv:\n  ACTIONS_ALLOW_UNSECURE_COMMANDS: true\njobs:\n  a:"),
    "hardcoded-container-credentials": job(
        "permissions: {}\njobs:\n  a:\n    container:\n      image: a/b@sha256:"
        + "0" * 64
        + "\n      credentials:\n        username: u\n        password: hunter2"
    ),
    "bot-conditions": job(
        "permissions: {}\njobs:\n  a:\n    if: github.actor == 'dependabot[bot]'", "pull_request_target"
    ),
    "overprovisioned-secrets": workflow("      - run: make\n        env:\n          ALL: ${{ toJSON(secrets) }}\n"),
    "unsound-condition": workflow("      - if: |\n          ${{ github.ref == 'a' }}\n        run: make\n"),
    "unsound-contains": workflow("      - if: contains('main,dev', github.ref_name)\n        run: make\n"),
    "unsound-ternary": workflow(
        "      - run: make\n        env:\n          A: ${{ github.ref == 'a' && '' || 'b' }}\n"
    ),
    "archived-uses": workflow("      - uses: actions-rs/toolchain@v1\n"),
}
DEPENDABOT = (
    "version: 2\nupdates:\n  - package-ecosystem: pip\n    directory: /\n"
    "    insecure-external-code-execution: allow\n    schedule:\n      interval: daily\n"
)
ACTION = (
    "name: a\ndescription: b\nruns:\n  using: composite\n  steps:\n"
    "    - run: echo '${{ github.event.comment.body }}'\n      shell: bash\n"
)


async def codes(path, content):
    """Rule and line of everything found."""
    return [(found.rule, found.start) for found in (await ask(ZIZMOR, path, content)).findings]


@pytest.mark.parametrize("rule", FOUND)
async def test_a_maintainer_hears_of_doors_left_open(rule):
    assert rule in [code for code, _ in await codes(WORKFLOW, FOUND[rule])]


async def test_a_dependency_that_may_run_code_is_found():
    assert await codes(".github/dependabot.yml", DEPENDABOT) == [("dependabot-execution", 5)]


@pytest.mark.parametrize("path", ["action.yml", ".github/actions/build/action.yaml"])
async def test_actions_are_read_as_actions(path):
    assert await codes(path, ACTION) == [("template-injection", 6)]


def test_every_rule_of_the_table_has_an_example():
    assert set(rules()) == {*FOUND, "dependabot-execution"}


@pytest.mark.parametrize(
    "content",
    [
        workflow("      - uses: actions/checkout@v4\n"),
        workflow(
            "      - run: echo '${{ github.sha }} ${{ matrix.python }} ${{ inputs.name }}'\n", "workflow_dispatch"
        ),
        workflow("      - run: echo '${{ github.event.repository.default_branch }}'\n"),
        workflow(
            '      - run: echo "$TITLE"\n        env:\n          TITLE: ${{ github.event.issue.title }}\n', "issues"
        ),
        workflow("      - run: make label\n", "pull_request_target"),
        job("jobs:\n  a:"),
        job("permissions:\n  contents: write\njobs:\n  a:"),
        FOUND["dangerous-triggers"].replace("    steps:", "    environment: reviewed\n    steps:"),
        FOUND["bot-conditions"].replace("pull_request_target", "pull_request"),
    ],
)
async def test_policy_and_what_only_maintainers_can_set_are_left_alone(content):
    assert await codes(WORKFLOW, content) == []


@pytest.mark.parametrize(
    ("on", "severity"), [("issues", Severity.HIGH), ("pull_request_target", Severity.HIGH), ("push", Severity.MEDIUM)]
)
async def test_an_injection_is_worst_where_strangers_start_the_run_with_its_secrets(on, severity):
    (found,) = (await ask(ZIZMOR, WORKFLOW, workflow(TITLE.replace("{comment}", ""), on))).findings

    assert (found.severity, found.path, found.start) == (severity, WORKFLOW, 8)
    assert found.advice.startswith("Pass the value through `env:`")


@pytest.mark.parametrize(("block", "fixed"), [("|", "|-"), (">", ">-"), ("|+", "|-"), ("| ", "|-")])
async def test_a_condition_that_is_always_true_is_repaired(block, fixed):
    content = FOUND["unsound-condition"].replace("if: |", f"if: {block}")

    (found,) = (await ask(ZIZMOR, WORKFLOW, content)).findings

    assert found.fix == Fix(8, 8, (f"      - if: {fixed}",))
    assert await codes(WORKFLOW, content.replace(f"if: {block}\n", f"if: {fixed}\n")) == []


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        (WORKFLOW, b"", ".yml"),
        (".github/workflows/ci.yaml", b"", ".yml"),
        (".github/workflows/old/ci.yml", b"", ""),
        ("docs/.github/workflows/ci.yml", b"", ""),
        (".github/dependabot.yml", b"", "/dependabot.yml"),
        ("setup/action.yml", b"name: a\nruns:\n  using: node20\n", "/action.yml"),
        ("setup/action.yml", b"kind: action\n", ""),
        ("tests/action.yml", b"runs:\n", ""),
        ("config.yml", b"runs:\n", ""),
    ],
)
def test_workflows_and_actions_are_known_by_name(path, content, expected):
    assert suffix(Text(path, content)) == expected


@pytest.mark.parametrize("comment", [" # zizmor: ignore", " # zizmor: ignore[template-injection]", " # ZIZMOR:ignore"])
async def test_a_comment_silences_nothing(comment):
    assert await codes(WORKFLOW, workflow(TITLE.replace("{comment}", comment), "issues")) == [("template-injection", 8)]


async def test_a_configuration_on_the_way_is_not_read():
    silent = b"rules:\n  template-injection:\n    disable: true\n"
    text = FOUND["template-injection"].encode()
    files = {"zizmor.yml": silent, ".github/zizmor.yml": silent, ".gitignore": b"*\n", "head/0000.yml": text}

    done = await Runner().run(argv(["head/0000.yml"], Options(b"")), files)

    assert "template-injection" in [row["ident"] for row in json.loads(done.output)]


@pytest.mark.parametrize(
    "content",
    [
        "jobs: [\n",
        "name: ci\n",
        "- 1\n",
        "\t\n",
        "a: &a [*a, *a]\n",
        "\ufeff" + FOUND["template-injection"],
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n" * 2,
    ],
)
async def test_what_is_no_workflow_is_not_called_clean(content):
    found = await ask(ZIZMOR, WORKFLOW, content)

    assert not found.findings
    assert found.gap


async def test_a_broken_workflow_does_not_hide_its_neighbour():
    texts = {"a.yml": Text(WORKFLOW, b"jobs: [\n"), "b.yml": Text(WORKFLOW, FOUND["template-injection"].encode())}

    done = await Runner().run(argv(list(texts), Options(b"")), {name: text.content for name, text in texts.items()})
    found = read(done.output, done.errors, texts)

    assert found["a.yml"].gap
    assert [one.rule for one in found["b.yml"].findings] == ["template-injection"]


@pytest.mark.parametrize(
    "content",
    [
        FOUND["template-injection"].replace("\n", "\r\n").encode(),
        FOUND["template-injection"].encode() + b"# \xe9\n",
        FOUND["template-injection"].encode() + b"# " + b"a" * 1_000_000 + b"\n",
    ],
    ids=["CRLF", "not UTF-8", "1,000,000 columns"],
)
async def test_unusual_text_is_read_all_the_same(content):
    assert await codes(WORKFLOW, content) == [("template-injection", 8)]


ROW = {
    "ident": "insecure-commands",
    "desc": "a\n\x1b[2Jb",
    "locations": [
        {
            "symbolic": {"kind": "Primary", "annotation": "c", "key": {"Local": {"verbatim_path": "a.yml"}}},
            "concrete": {"location": {"start_point": {"row": 98}, "end_point": {"row": 99}}},
        }
    ],
}


@pytest.mark.parametrize(
    "output",
    [
        b"",
        b"{}",
        b"[1]",
        b'[{"ident": "a", "desc": "b", "locations": []}]',
        json.dumps([ROW]).replace("a.yml", "/etc/passwd").encode(),
        json.dumps([ROW]).replace("98", '"98"').encode(),
        b"[" * 100_000,
    ],
)
def test_output_that_is_not_zizmors_is_never_read_as_clean(output):
    with pytest.raises(Unreadable):
        read(output, b"", {"a.yml": Text(WORKFLOW, b"x\n")})


def test_places_and_words_are_forced_into_shape():
    errors = b" INFO audit: zizmor: \xf0\x9f\x8c\x88 completed a.yml\n"

    (found,) = read(json.dumps([ROW]).encode(), errors, {"a.yml": Text(WORKFLOW, b"x\n")})["a.yml"].findings

    assert (found.start, found.end, found.message) == (1, 1, "a [2Jb: c")
