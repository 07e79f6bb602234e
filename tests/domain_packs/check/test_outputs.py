from __future__ import annotations

import json

import pytest

from domain_packs.check import json_output, output_format, output_length
from domain_packs.check.tools import Tools
from domain_packs.pack import Pack
from tests.packs import make_pack, make_task

ENDING = [
    "It is a soup.",
    "It is a stew.",
    "It is a pie!",
    "Is it bread? It is.",
    "“A cake,” it says.",
]


def answered(outputs: list[str], **keys: object) -> Pack:
    rows = [(f"question {number}", output) for number, output in enumerate(outputs)]
    return make_pack(make_task(examples=rows, **keys))


@pytest.mark.parametrize(
    "outputs",
    [
        ENDING,
        ["탕입니다.", "국입니다.", "빵입니다.", "전입니다.", "떡입니다."],
        [f"Fault: {n} is wrong.\n```python\nx = {n}\n```" for n in range(6)],
        [f"Term {n}: what it means." for n in range(6)],
        ["one", "Two.", "three"],
    ],
    ids=["sentences", "korean", "code", "terms", "few"],
)
def test_outputs_of_one_form_are_fine(tools: Tools, outputs: list[str]) -> None:
    assert list(output_format.check(answered(outputs), tools)) == []


@pytest.mark.parametrize(
    ("stray", "said"),
    [
        ("It is a soup", "no full stop at the end"),
        ("Answer: it is a soup.", "a word and a colon at the start"),
        ("```\nIt is a soup.\n```", "a fenced code block"),
        ('"It is a soup."', "quotes around it"),
        ("It is a soup.\n", "white space at an end"),
    ],
)
def test_stray_output_is_named(tools: Tools, stray: str, said: str) -> None:
    findings = list(output_format.check(answered([*ENDING, *ENDING, stray]), tools))
    assert said in findings[0].message and {found.line for found in findings} == {11}


def test_outputs_without_a_custom_are_one_finding(tools: Tools) -> None:
    outputs = [f"It is a soup{'.' * (number % 2)}" for number in range(12)]
    findings = list(output_format.check(answered(outputs), tools))
    assert len(findings) == 1 and "6 of 12 stray" in findings[0].message


def test_beginning_words_must_be_one_word(tools: Tools) -> None:
    outputs = [*(f"Fault: {n} is wrong." for n in range(8)), "Error: it is wrong."]
    findings = list(output_format.check(answered(outputs), tools))
    assert "'Error' at the start, most have 'Fault' at the start" in findings[0].message


def test_label_is_followed_by_a_colon_and_a_space(tools: Tools) -> None:
    outputs = [*(f"MAJOR: reason {n}." for n in range(8)), "MINOR:reason."]
    pack = answered(outputs, kind="qa", labels=["MAJOR", "MINOR"])
    assert [found.line for found in output_format.check(pack, tools)] == [9]


def test_ends_are_compared_within_a_language(tools: Tools) -> None:
    thai = [{"id": f"t{n}", "input": f"t{n}", "output": "ซุป", "language": "th"} for n in range(9)]
    english = [
        {"id": f"e{n}", "input": f"e{n}", "output": "A soup.", "language": "en"} for n in range(9)
    ]
    pack = make_pack(make_task(examples=[*thai, *english]))
    assert list(output_format.check(pack, tools)) == []


def test_translations_have_no_form_of_their_own(tools: Tools) -> None:
    outputs = [f"It is a soup{'.' * (number % 2)}" for number in range(12)]
    pack = answered(outputs, kind="translation")
    assert list(output_format.check(pack, tools)) == []


@pytest.mark.parametrize("writing", [{}, {"ensure_ascii": False}, {"separators": (",", ":")}])
def test_json_of_one_writing_is_fine(tools: Tools, writing: dict[str, object]) -> None:
    outputs = [json.dumps({"name": "José", "guests": n}, **writing) for n in range(6)]
    pack = answered(outputs, kind="extraction")
    assert list(json_output.check(pack, tools)) == []


@pytest.mark.parametrize(
    "stray",
    [
        '{"guests": 2, "name": "Jo"}',
        '{"name": "Jo"}',
        '{"name": "Jo", "guests": 2, "day": null}',
        '{"name":"Jo","guests":2}',
        '{"name": "Jo",  "guests": 2}',
        '{\n  "name": "Jo",\n  "guests": 2\n}',
        "Jo, two guests",
        '["Jo", 2]',
    ],
)
def test_json_that_differs_is_named(tools: Tools, stray: str) -> None:
    outputs = [*(json.dumps({"name": "Jo", "guests": n}) for n in range(6)), stray]
    assert [f.line for f in json_output.check(answered(outputs, kind="extraction"), tools)] == [7]


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ('[{"text": "Redis", "type": "product"}]', "doesn't stand in the input"),
        ('[{"text": "question"}]', "no JSON array"),
        ("question", "no JSON array"),
    ],
)
def test_entities_must_be_an_array_of_parts_of_the_input(
    tools: Tools, output: str, said: str
) -> None:
    outputs = ['[{"text": "question", "type": "word"}]', "[]", output]
    findings = list(json_output.check(answered(outputs, kind="ner"), tools))
    assert [(said in found.message, found.line) for found in findings] == [(True, 3)]


@pytest.mark.parametrize("stray", ["No.", "It is a soup of many things. " * 14])
def test_output_far_from_the_usual_length_is_named(tools: Tools, stray: str) -> None:
    outputs = [f"A soup of beans, onions and a little bit of ham, number {n}." for n in range(12)]
    findings = output_length.check(answered([*outputs, stray]), tools)
    assert [found.line for found in findings] == [13]


def test_short_outputs_may_differ_by_some_characters(tools: Tools) -> None:
    outputs = ["Yes.", "No.", "A soup from Peru.", "It depends on the cook.", "No.", "Yes."]
    assert list(output_length.check(answered(outputs), tools)) == []


def test_task_of_outputs_of_all_lengths_is_left_alone(tools: Tools) -> None:
    outputs = ["A soup. " * 3 ** (number % 4) for number in range(12)]
    assert list(output_length.check(answered(outputs), tools)) == []
