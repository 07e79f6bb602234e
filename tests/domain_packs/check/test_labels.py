from __future__ import annotations

import pytest

from domain_packs.check import empty_label, label_balance, label_spelling
from domain_packs.check.tools import Tools
from domain_packs.pack import Pack
from tests.packs import make_pack, make_task


def labelled(**counts: int) -> Pack:
    rows = [(f"{name} {n}", name) for name, count in counts.items() for n in range(count)]
    return make_pack(make_task(labels=list(counts), examples=rows))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("payment", "Payment"),
        ("late fee", "late-fee"),
        ("payment", "payments"),
        ("governing-law", "governing-laws"),
        ("termination", "terminaton"),
        ("liability", "liabiltiy"),
    ],
)
def test_labels_that_look_alike_are_named(tools: Tools, one: str, other: str) -> None:
    pack = make_pack(make_task(labels=[one, other, "something"]))
    assert [found.kind for found in label_spelling.check(pack, tools)] == ["label-spelling"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("legal", "illegal"),
        ("typical", "atypical"),
        ("positive", "negative"),
        ("grade-1", "grade-2"),
        ("yes", "yet"),
        ("import-error", "type-error"),
        ("환불", "환전"),
    ],
)
def test_labels_that_are_other_words_are_left_alone(tools: Tools, one: str, other: str) -> None:
    assert list(label_spelling.check(make_pack(make_task(labels=[one, other])), tools)) == []


@pytest.mark.parametrize("counts", [{"a": 8, "b": 8}, {"a": 16, "b": 8}, {"a": 9, "b": 12, "c": 6}])
def test_labels_of_about_as_many_examples_are_balanced(
    tools: Tools, counts: dict[str, int]
) -> None:
    assert list(label_balance.check(labelled(**counts), tools)) == []


def test_rare_and_frequent_labels_are_named_with_an_equal_share(tools: Tools) -> None:
    pack = labelled(rare=2, common=40, usual=10, other=8)
    messages = [found.message for found in label_balance.check(pack, tools)]
    assert messages == [
        "'rare' has 2 examples, an equal share is 15.",
        "'common' has 40 examples, an equal share is 15.",
    ]


def test_label_without_example_is_no_question_of_balance(tools: Tools) -> None:
    pack = labelled(a=8, b=8, none=0)
    assert list(label_balance.check(pack, tools)) == []
    assert ["'none'" in found.message for found in empty_label.check(pack, tools)] == [True]


def test_labels_of_answers_are_counted_too(tools: Tools) -> None:
    rows = [("q", "MAJOR: no"), ("r", "MAJOR: never")]
    pack = make_pack(make_task(kind="qa", labels=["MAJOR", "MINOR"], examples=rows))
    assert ["'MINOR'" in found.message for found in empty_label.check(pack, tools)] == [True]
