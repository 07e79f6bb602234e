from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.parsing import parse
from domain_packs.pack import Task
from tests.packs import make_task

SORT = make_task(labels=["food", "staff", "No answer"])
QA = make_task(kind="qa", labels=["yes", "no"], metric="accuracy")
FREE = make_task()
BOOKING = make_task(
    kind="extraction",
    metric="field_f1",
    examples=[("for two, Kim", json.dumps({"name": "Kim", "guests": 2}))],
)
NER = make_task(
    kind="ner",
    metric="entity_f1",
    examples=[("pip 24", json.dumps([{"text": "pip", "type": "product"}]))],
)
ALL = pytest.mark.parametrize(
    "task", [SORT, QA, FREE, BOOKING, NER], ids=["labels", "qa", "free", "json", "ner"]
)


@pytest.mark.parametrize(
    "written",
    ["food", "Food.", " food\n", "**food**", "Label: food", "Output：FOOD", "```\nfood\n```",
     "The label is food.", "“food”", "라벨: food"],
)  # fmt: skip
def test_label_is_read_however_it_is_dressed(written: str) -> None:
    parsed = parse(SORT, written)
    assert (parsed.text, parsed.label, parsed.problem) == ("food", "food", None)


def test_label_of_two_words_keeps_its_spelling() -> None:
    assert parse(SORT, "no answer").label == "No answer"


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", "it is empty"),
        ("```\n```", "it is empty"),
        ("drinks", "it names none of the labels"),
        ("seafood", "it names none of the labels"),
        ("food or staff", "it names several labels"),
    ],
    ids=["empty", "empty-fence", "none", "within-a-word", "several"],
)
def test_answer_that_names_no_one_label_does_not_fit(written: str, problem: str) -> None:
    parsed = parse(SORT, written)
    assert (parsed.label, parsed.problem) == (None, problem)


def test_labelled_answer_begins_with_its_label() -> None:
    parsed = parse(QA, "YES :  it is in clause 4: see there")
    assert (parsed.text, parsed.label) == ("yes: it is in clause 4: see there", "yes")


@pytest.mark.parametrize("written", ["yes", "maybe: who knows", "It says yes: clause 4"])
def test_labelled_answer_without_label_does_not_fit(written: str) -> None:
    assert parse(QA, written).problem == "it doesn't begin with one of the labels and a colon"


def test_json_answer_has_the_fields_of_the_examples_in_their_order() -> None:
    parsed = parse(BOOKING, '```json\n{"guests": null, "name": "김"}\n```')
    assert (parsed.text, parsed.problem) == ('{"name": "김", "guests": null}', None)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("two guests", "it is no JSON object"),
        ("[1]", "it is no JSON object"),
        ('{"name": "Kim"}', "its JSON lacks guests"),
        ('{"name": "Kim", "guests": 2, "day": 1}', "its JSON adds day"),
        ('{"name": "Kim", "day": 1}', "its JSON lacks guests and adds day"),
        ("[" * 100_000, "it is no JSON object"),
    ],
    ids=["text", "array", "lacks", "adds", "both", "deep"],
)
def test_json_answer_of_another_form_does_not_fit(written: str, problem: str) -> None:
    assert parse(BOOKING, written).problem == problem


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ('[{"text": "pip", "type": "product"}]', None),
        ("[]", None),
        ('[{"text": "pip", "type": "city"}]', "it has unknown types: city"),
        ('[{"text": "pip"}]', 'it is no JSON array of {"text", "type"}'),
        ("pip", 'it is no JSON array of {"text", "type"}'),
    ],
    ids=["known", "none", "unknown", "no-type", "text"],
)
def test_entities_have_known_types(written: str, problem: str | None) -> None:
    assert parse(NER, written).problem == problem


def test_free_text_is_taken_as_it_is() -> None:
    parsed = parse(FREE, "  An egg dish: shakshuka.\n")
    assert (parsed.text, parsed.label, parsed.problem) == ("An egg dish: shakshuka.", None, None)


@ALL
@given(written=st.text(max_size=200))
@settings(deadline=None)
def test_any_answer_is_read_and_keeps_its_text(task: Task, written: str) -> None:
    parsed = parse(task, written)
    assert parsed.label is None or parsed.label in task.labels
    assert bool(parsed.text) == (parsed.problem != "it is empty")


@ALL
def test_what_the_examples_say_fits(task: Task) -> None:
    for row in task.examples:
        assert parse(task, row.output).problem is None
