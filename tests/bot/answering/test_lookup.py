from __future__ import annotations

import datetime
from typing import Any

import pytest

from bot.answering.lookup import Curated, CuratedLookup
from bot.answering.question import read_question
from tests.bot.small import INTERACTIONS, RULES, TODAY
from tests.packs import make_task

RULE_LOOKUP = CuratedLookup(make_task(examples=RULES))
KEYED = make_task(
    kind="qa", labels=["severe", "mild"], metric="accuracy", match="keys", examples=INTERACTIONS
)
KEY_LOOKUP = CuratedLookup(KEYED)
TERMS = CuratedLookup(
    make_task(
        asks=["explain this term to a colleague", "explain it to a newcomer"],
        examples=[
            {"id": "t-1", "input": "What is DNS?", "output": "Names to addresses.",
             "keys": [["DNS", "domain name system"]]},
            {"id": "t-2", "input": "What is a cache?", "output": "A store near by.",
             "keys": [["cache", "캐시"]]},
        ],
    ),
    ["explain a webhook to a colleague"],
)  # fmt: skip


def look(lookup: CuratedLookup, text: str, *, day: datetime.date = TODAY, **keys: Any) -> Curated:
    question = read_question(text, tasks={})
    return lookup.find(question, **{"language": "en", "today": day, **keys})


def answers(lookup: CuratedLookup, text: str, **keys: Any) -> str | None:
    example = look(lookup, text, **keys).example
    return example.id if example else None


@pytest.mark.parametrize(
    "text",
    ["Do we keep paper records?", "  do we keep  paper RECORDS", "Ｄｏ we keep paper records！",
     'what does the rule say: "Do we keep paper records?"'],
    ids=["same", "case-and-space", "width", "as-payload"],
)  # fmt: skip
def test_same_text_is_the_same_question(text: str) -> None:
    assert answers(RULE_LOOKUP, text) == "r-6"


def test_example_that_looks_like_asking_words_and_payload_answers_for_itself() -> None:
    text = 'He said "we keep paper records" and left.'
    lookup = CuratedLookup(make_task(examples=[{"id": "x-1", "input": text, "output": "ok"}]))
    assert read_question(text, tasks={}).payload is not None
    assert answers(lookup, text) == "x-1"


@pytest.mark.parametrize("text", ["Do we keep records?", "Do we keep paper records at home?"])
def test_other_text_is_another_question(text: str) -> None:
    assert look(RULE_LOOKUP, text) == Curated()


def test_example_answers_until_its_last_day_and_no_longer() -> None:
    text = "May we post a parcel of pills?"
    assert answers(RULE_LOOKUP, text) == "r-4"
    assert answers(RULE_LOOKUP, text, day=TODAY + datetime.timedelta(1)) is None


def test_jurisdiction_that_matters_is_asked_for() -> None:
    found = look(RULE_LOOKUP, "How long is a prescription valid?")
    assert (found.example, found.jurisdictions) == (None, ("DE", "KR"))


@pytest.mark.parametrize(("place", "row"), [("KR", "r-1"), ("DE", "r-2"), ("FR", None)])
def test_example_of_another_jurisdiction_never_answers(place: str, row: str | None) -> None:
    assert answers(RULE_LOOKUP, "How long is a prescription valid?", jurisdiction=place) == row


def test_example_that_holds_anywhere_answers_in_any_jurisdiction() -> None:
    assert answers(RULE_LOOKUP, "Do we keep paper records?", jurisdiction="KR") == "r-6"


@pytest.mark.parametrize(
    "text",
    ["Can I take Viagra with nitroglycerin?", "nitrostat... and sildenafil", "비아그라와 Nitrostat",
     "viagra with nitroglycrin"],
    ids=["brand", "other-order", "korean", "misspelt"],
)  # fmt: skip
def test_keys_find_the_example_in_any_order_and_name(text: str) -> None:
    assert answers(KEY_LOOKUP, text) == "i-1"


def test_example_in_the_askers_language_goes_first() -> None:
    assert answers(KEY_LOOKUP, "비아그라, 니트로글리세린", language="ko") == "i-2"
    assert answers(KEY_LOOKUP, "viagra, nitroglycerin", language="fr") == "i-1"


@pytest.mark.parametrize("text", ["viagra", "viagra with warfarin", "viagra and aspirin", "hello"])
def test_one_thing_away_never_answers(text: str) -> None:
    assert look(KEY_LOOKUP, text) == Curated()


def test_several_examples_are_named_and_none_of_them_answers() -> None:
    found = look(KEY_LOOKUP, "viagra, nitroglycerin, aspirin and ibuprofen")
    assert found.example is None
    assert set(found.several) == {INTERACTIONS[0]["input"], INTERACTIONS[2]["input"]}


def test_misspelling_is_told_with_what_it_was_read_as() -> None:
    found = look(KEY_LOOKUP, "Viagra and Nitroglycrin")
    assert found.misread == (("Nitroglycrin", "nitroglycerin"),)


@pytest.mark.parametrize(
    "text",
    ["what's DNS?", "explain the domain name system to me please", "explain DNS to a colleague",
     "캐시"],
    ids=["asks", "long-name", "words-of-its-asks", "name-alone"],
)  # fmt: skip
def test_question_that_only_asks_about_one_thing_is_answered(text: str) -> None:
    assert answers(TERMS, text) in ("t-1", "t-2")


@pytest.mark.parametrize(
    "text",
    ["why is DNS slow today?", "what is DNS poisoning", "DNS or cache?", "restart the cache"],
    ids=["says-more", "another-thing", "two-things", "order"],
)
def test_question_that_says_more_than_it_asks_is_left_to_others(text: str) -> None:
    assert answers(TERMS, text) is None


def test_lookup_tells_whether_all_keys_of_an_example_are_named() -> None:
    assert KEY_LOOKUP.names("비아그라 + Nitrostat")
    assert not KEY_LOOKUP.names("비아그라 + Advil")
