"""What a server sends is read without trust, and a value either fits its schema or is none."""

import json

import pytest

from service.edge.llm.answer import LONGEST, NOTHING, Answer, Choice, Unusable, answered, listed, value
from service.edge.llm.shape import Misfit, fitted, known

WORD = {"type": "string", "minLength": 1, "maxLength": 5}
LINES = {"type": "array", "items": WORD, "minItems": 1, "maxItems": 2}
SCHEMA = {
    "type": "object",
    "properties": {"kind": {"type": "string", "enum": ["a", "b"]}, "lines": LINES, "score": {"type": "number"}},
    "required": ["kind", "lines"],
    "additionalProperties": False,
}
COUNTED = {"prompt_tokens": 9, "completion_tokens": 4}
FITS = {"kind": "a", "lines": ["one", "two"]}


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ([], "the answer must be of type object"),
        ({"kind": "a"}, "the answer lacks `lines`"),
        ({**FITS, "kind": "c"}, "the answer, `kind` must be one of a, b"),
        ({**FITS, "kind": ["a"]}, "the answer, `kind` must be of type string"),
        ({**FITS, "lines": []}, "the answer, `lines` must have at least 1 items"),
        ({**FITS, "lines": ["a", "b", "c"]}, "the answer, `lines` must have at most 2 items"),
        ({**FITS, "lines": ["a", 7]}, "the answer, `lines`, item 2 must be of type string"),
        ({**FITS, "lines": [""]}, "the answer, `lines`, item 1 must have at least 1 characters"),
        ({**FITS, "lines": ["longer"]}, "the answer, `lines`, item 1 must have at most 5 characters"),
        ({**FITS, "score": True}, "the answer, `score` must be of type number"),
    ],
)
def test_a_value_that_does_not_fit_is_told_where(value, wrong):
    with pytest.raises(Misfit) as told:
        fitted(value, SCHEMA)

    assert str(told.value) == wrong


def test_keys_nobody_asked_for_and_text_no_database_takes_are_left_out():
    assert fitted({**FITS, "verdict": "pass", "lines": ["a\0b", "c\ud800"], "score": 1}, SCHEMA) == {
        "kind": "a",
        "lines": ["ab", "c?"],
        "score": 1,
    }


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "a+"},
        {"type": "null"},
        {"anyOf": [WORD]},
        {"type": "object", "properties": {"deep": {"type": "array", "items": {"type": "string", "format": "uri"}}}},
    ],
)
def test_a_schema_that_says_more_than_is_checked_is_refused_at_once(schema):
    with pytest.raises(ValueError, match="a schema"):
        known(schema)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(FITS),
        f"Sure:\n```json\n{json.dumps(FITS, indent=2)}\n```\nAnything else?",
        f'<think>{{\'kind\'}} or {{"kind": "b"}}?</think>{json.dumps(FITS)}',
        f"Like {{this}}, or {{}}: {json.dumps(FITS)} {json.dumps(FITS)}",
    ],
)
def test_a_value_is_found_whatever_stands_around_it(text):
    assert value(Choice(text), SCHEMA) == FITS


@pytest.mark.parametrize(
    ("choice", "fault", "told"),
    [
        (Choice(), "was empty", ""),
        (Choice("  \n"), "was empty", ""),
        (Choice("no idea"), "something other than JSON", "the answer holds no JSON object"),
        (Choice("{" * 100_000), "longer than can be used", ""),
        (Choice('{"a":' * 12_000), "something other than JSON", "the answer holds no JSON object"),
        (Choice('{"kind": NaN, "lines": ["a"]}'), "something other than JSON", "the answer holds no JSON object"),
        (Choice(json.dumps(FITS)[:-5], "length"), "cut off at its length limit", ""),
        (Choice('{"lines": ["a"], "kind": "A"}'), "not have the shape", "the answer, `kind` must be one of a, b"),
        (Choice(json.dumps(FITS), "content_filter"), "content filter", ""),
        (Choice(json.dumps(FITS), refused=True), "declined to answer", ""),
        (Choice(" " * LONGEST + json.dumps(FITS)), "longer than can be used", ""),
    ],
)
def test_an_answer_without_a_value_says_why_and_whether_asking_again_helps(choice, fault, told):
    with pytest.raises(Unusable, match=fault) as why:
        value(choice, SCHEMA)

    assert why.value.tell == told


def test_an_answer_cut_off_behind_its_value_is_one():
    assert value(Choice(json.dumps(FITS) + "\n\nIn other wo", "length"), SCHEMA) == FITS


def completion(**more):
    return json.dumps({"choices": [{"message": {"content": "hi"}, "finish_reason": "stop"}], **more})


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (completion(), Answer((Choice("hi", "stop"),))),
        (
            completion(usage={**COUNTED, "prompt_tokens_details": {"cached_tokens": 8}}),
            Answer((Choice("hi", "stop"),), 9, 4, 8),
        ),
        (completion(usage={"prompt_tokens": -1, "completion_tokens": True}), Answer((Choice("hi", "stop"),))),
        (completion(usage=[7], choices=7), Answer()),
        (completion(choices=[{"message": {"content": [{"type": "text", "text": "a"}, {"text": "b"}]}}, 7]),
         Answer((Choice("ab"), Choice()))),
        (completion(choices=[{"message": {"content": None, "refusal": "no"}}]), Answer((Choice(refused=True),))),
        ("<html>", Answer()),
        ("[]", Answer()),
        ("[" * 100_000, Answer()),
    ],
)  # fmt: skip
def test_what_a_server_sends_is_an_answer_or_nothing(text, answer):
    assert answered(text) == answer


def test_nothing_taken_is_not_the_same_as_not_counted():
    assert (NOTHING.read, NOTHING.written) == (0, 0)
    assert (Answer().read, Answer().written) == (None, None)


@pytest.mark.parametrize(("text", "ids"), [('{"data": [{"id": "a"}, 7]}', {"a", "None"}), ("{}", set()), ("<", set())])
def test_a_list_of_models_is_read_without_trust(text, ids):
    assert listed(text) == ids
