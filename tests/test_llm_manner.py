"""How a server wants to be asked is learned from what it refuses."""

import json

import pytest

from service.edge.llm.manner import LADDER, Manner, body, messages
from service.edge.llm.waiting import asked_to_wait, passing, pause
from service.model import Ask

SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
ASK = Ask("judge", "judge", "You judge.", "Facts.", "Judge this.", SCHEMA, 3)


@pytest.mark.parametrize(
    ("manner", "status", "said", "simpler"),
    [
        (Manner(), 400, "This response_format type is unavailable now", Manner("json_object")),
        (Manner("json_object"), 400, "'response_format.type' must be 'json_schema' or 'text'", Manner("plain")),
        (Manner("plain"), 400, "response_format is not supported", None),
        (Manner(), 400, "Invalid schema for response_format 'judge'", Manner("json_object")),
        (Manner(), 500, "failed to parse grammar", None),
        (Manner(), 400, "failed to parse grammar", Manner("json_object")),
        (Manner(), 400, "'temperature' does not support 0 with this model", Manner(without=frozenset({"chance"}))),
        (Manner(), 422, 'extra_forbidden ["body","seed"]', Manner(without=frozenset({"chance"}))),
        (Manner(), 400, "Unsupported parameter: 'max_completion_tokens'", Manner(without=frozenset({"length"}))),
        (Manner(), 400, "'n' : number must be at most 1", Manner(without=frozenset({"samples"}))),
        (Manner(), 400, "Only one completion choice is allowed", Manner(without=frozenset({"samples"}))),
        (Manner(without=frozenset({"chance"})), 400, "temperature again", None),
        (Manner(), 400, "This model's maximum context length is 4096 tokens, temperature 0", None),
        (Manner(), 400, "something else", None),
        (Manner(), 401, "response_format", None),
        (Manner(), 404, "response_format", None),
    ],
)
def test_a_refusal_leads_to_a_simpler_form_or_to_none(manner, status, said, simpler):
    assert manner.simpler(status, said) == simpler


def test_no_refusal_can_go_on_for_ever():
    refusal = "response_format temperature seed max_completion_tokens 'n'"
    manner, steps = Manner(), 0
    while following := manner.simpler(400, refusal):
        manner, steps = following, steps + 1

    assert steps == 3


def test_what_is_always_the_same_comes_first_and_the_speakers_take_turns():
    system, user = messages(ASK, Manner())

    assert system == {"role": "system", "content": "You judge."}
    assert user == {"role": "user", "content": "Facts.\n\nJudge this."}


@pytest.mark.parametrize("rung", LADDER[1:])
def test_where_the_server_takes_no_schema_the_fixed_text_holds_it(rung):
    system, user = messages(ASK, Manner(rung))

    assert json.loads(system["content"].splitlines()[-1]) == SCHEMA
    assert system["content"].startswith("You judge.")
    assert user["content"] == "Facts.\n\nJudge this."


def test_each_rung_promises_json_in_its_own_way():
    promised = {rung: body(ASK, "m", Manner(rung), []).get("response_format") for rung in LADDER}

    assert promised["json_schema"] == {
        "type": "json_schema",
        "json_schema": {"name": "judge", "strict": True, "schema": SCHEMA},
    }
    assert promised["json_object"] == {"type": "json_object"}
    assert promised["plain"] is None


def test_several_samples_differ_and_one_does_not():
    several = body(ASK, "m", Manner(), [])
    one = body(Ask("writer", "write", "", "", "", SCHEMA), "m", Manner(), [])

    assert (several["n"], several["temperature"] > 0) == (3, True)
    assert (one.get("n"), one["temperature"]) == (None, 0)


def test_settings_the_server_does_not_take_stay_away():
    bare = body(ASK, "m", Manner("plain", frozenset({"chance", "length", "samples"})), [])

    assert set(bare) == {"model", "messages"}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "9"}, 9.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:30 GMT", "date": "Sun, 22 Nov 2026 12:00:00 GMT"}, 30.0),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:00 GMT", "date": "Sun, 22 Nov 2026 12:00:30 GMT"}, 0.0),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:30 GMT"}, None),
        ({"retry-after": "soon", "retry-after-ms": "-5"}, None),
        ({"retry-after": "1.2.3"}, None),
        ({"retry-after": "٣"}, None),
        ({}, None),
    ],
)
def test_a_server_says_in_several_ways_how_long_to_wait(headers, seconds):
    assert asked_to_wait(headers) == seconds


def test_pauses_grow_unless_the_server_names_one():
    assert [pause(None, tries) for tries in (1, 2)] == [0.5, 1.0]
    assert pause(7.0, 1) == 7.0


def test_only_what_may_pass_is_worth_another_try():
    assert [status for status in (400, 401, 403, 404, 408, 409, 422, 429, 500, 503, 529) if passing(status)] == [
        *(408, 409, 429, 500, 503, 529)
    ]
