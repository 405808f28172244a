"""Language models over real HTTP: whatever their server does, there is a value or one honest sentence."""

import json
import logging
from collections.abc import Callable, Iterator

import pytest

from service.edge.llm import Models, configured
from service.edge.probes import model as probe
from service.model import Ask, Reply
from service.settings import read
from tests.github_client import private_key
from tests.model_stub import FAULTS, KEY, Model
from tests.tiny_github import Virtual

SCHEMA = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "size": {"type": "integer"}},
    "required": ["title", "size"],
    "additionalProperties": False,
}
ASK = Ask("writer", "write", "You write titles. " * 20, "Facts. " * 40, "Write one.", SCHEMA)
VALUE = {"title": "x", "size": 1}
Connect = Callable[..., Models]


@pytest.fixture
def stub() -> Iterator[Model]:
    with Model() as model:
        yield model


@pytest.fixture
def time() -> Virtual:
    return Virtual()


@pytest.fixture
def connect(stub: Model, time: Virtual) -> Connect:
    def connected(**environment: str) -> Models:
        return Models(read({**stub.environment(), **environment}), time)

    return connected


async def ask(models: Models, question: Ask = ASK, seconds: float = 60, calls: int = 4) -> Reply:
    return await models.ask(question, seconds, calls)


async def test_a_model_that_is_well_is_asked_once(stub: Model, connect: Connect) -> None:
    reply = await ask(connect())

    assert (reply.values, reply.fault, len(stub.requests)) == ((VALUE,), "", 1)
    assert [each["role"] for each in stub.requests[0]["messages"]] == ["system", "user"]
    assert stub.requests[0]["model"] == "stub-writer"
    assert "tools" not in stub.requests[0]


@pytest.mark.parametrize(
    ("fault", "said", "requests"),
    [
        ("garbage", "The language model answered with something other than JSON.", 2),
        ("misfit", "The language model's answer did not have the shape that was asked for.", 2),
        ("truncated", "The language model's answer was cut off at its length limit.", 1),
        ("refusal", "The language model declined to answer.", 1),
        ("filtered", "The content filter of the language model's server withheld the answer.", 1),
        ("empty", "The language model's answer was empty.", 1),
        ("broken", "The language model's server failed (500).", 3),
        ("busy", "The language model's server has too much to do (429).", 3),
        ("cut", "The language model's server cannot be reached.", 3),
        ("locked", "The language model's server does not accept the key (401).", 1),
        ("unknown", "The language model's server does not know the model (404).", 1),
        ("small", "The question is longer than the language model can read.", 1),
        ("huge", "The language model's server sent more than can be read.", 1),
        ("zipped", "The language model's server sent more than can be read.", 1),
        ("html", "The language model's server gave no answer that can be read.", 1),
    ],
)
async def test_every_fault_is_one_sentence_of_our_own(
    stub: Model, connect: Connect, fault: str, said: str, requests: int
) -> None:
    stub.fault = fault

    reply = await ask(connect())

    assert (reply.values, reply.fault, len(stub.requests)) == ((), said, requests)
    assert len(reply.usages) == requests
    assert reply.usages[-1].fault == said


@pytest.mark.parametrize("fault", ["prose", "no-usage", "one-choice"])
async def test_what_can_be_understood_is(stub: Model, connect: Connect, fault: str) -> None:
    stub.fault = fault

    assert (await ask(connect())).values == (VALUE,)


@pytest.mark.parametrize("fault", sorted(FAULTS - {"slow"}))
async def test_nothing_of_what_a_server_says_of_its_faults_is_repeated(
    stub: Model, connect: Connect, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stub.fault = fault

    reply = await ask(connect())

    told = f"{reply.fault} {[usage.fault for usage in reply.usages]} {caplog.text}"
    assert not [word for word in (KEY, "@everyone", "hone:summary", "Write one.") if word in told]


async def test_a_slow_model_is_not_waited_for_for_ever(stub: Model, connect: Connect) -> None:
    stub.fault = "slow"

    reply = await ask(connect(HONE_LLM_TIMEOUT="1"), calls=2)

    assert reply.fault == "The language model did not answer within 1 s."
    assert len(stub.requests) == len(reply.usages) == 2
    assert [usage.estimated for usage in reply.usages] == [True] * len(reply.usages)
    assert reply.usages[0].prompt_tokens > 0


async def test_no_request_outlasts_the_time_that_was_given(stub: Model, connect: Connect) -> None:
    stub.fault = "slow"

    reply = await ask(connect(), seconds=0.5, calls=1)

    assert reply.fault == "The language model did not answer within 1 s."
    assert reply.usages[0].estimated


async def test_passing_trouble_passes(stub: Model, connect: Connect, time: Virtual) -> None:
    stub.goes_wrong("broken", times=2)

    reply = await ask(connect())

    assert (reply.values, len(reply.usages)) == ((VALUE,), 3)
    assert time.slept == [0.5, 1.0]


async def test_a_server_that_names_a_pause_gets_it(stub: Model, connect: Connect, time: Virtual) -> None:
    stub.goes_wrong("busy", times=1)

    assert (await ask(connect())).values == (VALUE,)
    assert time.slept == [0.04]


async def test_a_pause_beyond_the_given_time_is_not_waited_for(stub: Model, connect: Connect, time: Virtual) -> None:
    stub.fault, stub.pause = "busy", 61_000

    reply = await ask(connect(), seconds=60)

    assert (reply.fault, time.slept) == ("The language model's server has too much to do (429).", [])


@pytest.mark.parametrize(("fault", "calls"), [("broken", 1), ("broken", 2), ("garbage", 1), ("plain-only", 2)])
async def test_no_more_requests_are_made_than_were_allowed(
    stub: Model, connect: Connect, fault: str, calls: int
) -> None:
    stub.fault = fault

    reply = await ask(connect(), calls=calls)

    assert len(stub.requests) == len(reply.usages) == calls
    assert reply.fault


async def test_a_model_is_told_once_what_was_wrong(stub: Model, connect: Connect) -> None:
    stub.goes_wrong("misfit", times=1)

    reply = await ask(connect())

    assert reply.values == (VALUE,)
    assert [bool(usage.fault) for usage in reply.usages] == [True, False]
    said, told = stub.requests[1]["messages"][-2:]
    assert said == {"role": "assistant", "content": '{"answers": {"a": 1}}'}
    assert told["content"].startswith("That cannot be used: the answer lacks `title`.")


@pytest.mark.parametrize(
    ("fault", "rungs"),
    [
        ("plain-only", ["json_schema", "json_object", "plain"]),
        ("object-only", ["json_schema", "json_object"]),
        ("bare", ["json_schema"] * 3),
    ],
)
async def test_how_a_server_wants_to_be_asked_is_learned_once(
    stub: Model, connect: Connect, fault: str, rungs: list[str]
) -> None:
    stub.fault, models = fault, connect()

    first, second = await ask(models), await ask(models)

    assert first.values == second.values == (VALUE,)
    assert [usage.rung for usage in first.usages] == rungs
    assert [usage.rung for usage in second.usages] == rungs[-1:]
    assert sum(usage.prompt_tokens for usage in first.usages[:-1]) == 0, "what is refused is not charged"


async def test_a_judge_is_asked_first_as_the_writer_of_its_server_was(stub: Model, connect: Connect) -> None:
    stub.fault, models = "plain-only", connect()
    await ask(models)

    reply = await ask(models, Ask("judge", "judge", "", "", "", SCHEMA))

    assert [usage.rung for usage in reply.usages] == ["plain"]
    assert {request["model"] for request in stub.requests} == {"stub-writer", "stub-judge"}


async def test_without_a_judge_the_writer_judges(stub: Model, connect: Connect) -> None:
    await ask(connect(HONE_LLM_JUDGE_MODEL=""), Ask("judge", "judge", "", "", "", SCHEMA))

    assert stub.requests[0]["model"] == "stub-writer"


async def test_samples_that_can_be_used_are_all_returned(stub: Model, connect: Connect) -> None:
    sizes = iter([1, "two", 3])
    stub.answer = lambda _schema, _messages: {"title": "t", "size": next(sizes)}

    reply = await ask(connect(), Ask("judge", "judge", "", "", "", SCHEMA, samples=3))

    assert [value["size"] for value in reply.values] == [1, 3]
    assert len(stub.requests) == 1


async def test_no_more_samples_are_returned_than_were_asked_for(stub: Model, connect: Connect) -> None:
    stub.fault = "bare"

    reply = await ask(connect(), Ask("judge", "judge", "", "", "", SCHEMA, samples=3))

    assert reply.values == (VALUE,), "a server that takes no `n` gives one"


async def test_a_request_costs_what_the_operator_says(stub: Model, connect: Connect) -> None:
    models = connect(HONE_LLM_PRICES="2/8/1", HONE_LLM_JUDGE_PRICES="100/100")
    await ask(models)

    (usage,) = (await ask(models)).usages
    (judged,) = (await ask(models, Ask("judge", "judge", "a" * 400, "", "", SCHEMA))).usages

    fresh = usage.prompt_tokens - usage.cached_tokens
    assert usage.cached_tokens > usage.prompt_tokens * 0.9
    assert usage.cost == pytest.approx((fresh * 2 + usage.cached_tokens + usage.completion_tokens * 8) / 1e6)
    assert judged.cost == pytest.approx((judged.prompt_tokens + judged.completion_tokens) * 100 / 1e6)
    assert (usage.role, usage.purpose, usage.model, usage.estimated) == ("writer", "write", "stub-writer", False)


async def test_a_server_that_does_not_count_is_estimated(stub: Model, connect: Connect) -> None:
    stub.fault = "no-usage"

    (usage,) = (await ask(connect())).usages

    assert usage.estimated
    assert usage.prompt_tokens == len(ASK.system + ASK.facts + ASK.task + "\n\n") // 4
    assert usage.completion_tokens == -(-len(json.dumps(VALUE)) // 4)


async def test_no_secret_of_the_apps_leaves_in_a_question(stub: Model, connect: Connect) -> None:
    key = private_key()
    models = connect(HONE_GITHUB_PRIVATE_KEY=key, HONE_WEBHOOK_SECRET="a-webhook-secret,short")
    line = key.splitlines()[3]

    await ask(models, Ask("writer", "write", f"one {KEY}", f"two {line}", "three a-webhook-secret short", SCHEMA))

    sent = json.dumps(stub.requests)
    assert not [secret for secret in (KEY, line, "a-webhook-secret") if secret in sent]
    assert stub.requests[0]["messages"][1]["content"] == "two [hidden]\n\nthree [hidden] short"


async def test_a_request_tells_nothing_of_the_machine_or_of_other_accounts(
    stub: Model, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_BASE_URL"):
        monkeypatch.setenv(name, "elsewhere")

    await ask(connect(HONE_LLM_API_KEY=""))

    assert "elsewhere" not in str(stub.headers)
    assert "authorization" not in stub.headers[0]
    assert not [name for name in stub.headers[0] if name.startswith("x-stainless") and "raw" not in name]


async def test_text_that_is_no_text_is_sent_as_what_is_left_of_it(stub: Model, connect: Connect) -> None:
    reply = await ask(connect(), Ask("writer", "write", "a\ud800b\0", "", "", SCHEMA))

    assert reply.values == (VALUE,)
    assert stub.requests[0]["messages"][0]["content"] == "a?b"


async def test_a_server_that_is_not_there_is_said(connect: Connect) -> None:
    reply = await ask(connect(HONE_LLM_BASE_URL="http://127.0.0.1:9/v1"))

    assert reply.fault == "The language model's server cannot be reached."


async def test_a_half_checked_schema_is_a_mistake_of_the_program(connect: Connect) -> None:
    with pytest.raises(ValueError, match="pattern"):
        await ask(connect(), Ask("writer", "write", "", "", "", {"type": "string", "pattern": "a"}))


@pytest.mark.parametrize(
    ("environment", "state", "detail"),
    [
        ({}, "ok", "stub-writer writes, stub-judge judges"),
        ({"HONE_LLM_JUDGE_MODEL": ""}, "ok", "stub-writer writes and judges"),
        ({"HONE_LLM_JUDGE_MODEL": "other"}, "degraded", "the server does not list other"),
        ({"HONE_LLM_BASE_URL": "http://127.0.0.1:9/v1"}, "degraded", "The language model's server cannot be reached."),
        ({"HONE_LLM_MODEL": ""}, "ok", "not configured: the rules work alone"),
    ],
)
async def test_the_part_model_is_looked_at_without_spending_a_token(
    stub: Model, time: Virtual, environment: dict[str, str], state: str, detail: str
) -> None:
    models = configured(read({**stub.environment(), **environment}), time)

    assert await probe(models)() == (state, detail)
    assert stub.requests == []


@pytest.mark.parametrize("listed", ["stub-writer", "models/stub-writer", "stub-writer:latest"])
async def test_a_model_is_known_under_the_names_servers_give_it(stub: Model, connect: Connect, listed: str) -> None:
    stub.names = [listed, "stub-judge"]

    assert (await connect().probe())[0] == "ok"
