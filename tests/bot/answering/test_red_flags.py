from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.red_flags import find_red_flag
from domain_packs.pack import Pack
from domain_packs.text import normalise
from tests.bot.small import pharmacy
from tests.packs import make_pack, make_task

PACKS = [make_pack(make_task(), name="quiet"), pharmacy()]


def says(text: str, packs: list[Pack] = PACKS) -> str | None:
    found = find_red_flag(text, packs)
    return found[1] if found else None


@pytest.mark.parametrize(
    "text",
    [
        "my chest hurts",
        "MY  CHEST\nHURTS!",
        "ｍｙ ｃｈｅｓｔ ｈｕｒｔｓ",
        "pharmacy/rules: who may collect it? my chest hurts",
        "(chest pain)",
    ],
    ids=["plain", "case-and-space", "width", "within", "brackets"],
)
def test_phrase_is_found_however_it_is_written(text: str) -> None:
    assert says(text) == "Call 119 now."


@pytest.mark.parametrize("text", ["지금 가슴이 아파요", "가슴이 아파서 못 자요", "가슴이  아파"])
def test_korean_phrase_is_found_with_its_endings(text: str) -> None:
    assert says(text) == "지금 119에 전화하세요."


@pytest.mark.parametrize(
    "text", ["orchest painting", "chest paint", "chest; pain", "pain in the chest of drawers", ""]
)
def test_phrase_within_other_words_is_no_red_flag(text: str) -> None:
    assert says(text) is None


def test_curly_apostrophe_is_the_straight_one() -> None:
    pack = pharmacy(red_flags=[{"phrases": ["can't breathe"], "say": "Call."}])
    assert says("I can’t breathe", [pack]) == "Call."


def test_phrase_is_literal_and_no_pattern() -> None:
    pack = pharmacy(red_flags=[{"phrases": ["c.d (e"], "say": "Call."}])
    assert says("cxd (e", [pack]) is None
    assert says("a c.d (e b", [pack]) == "Call."


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_text_is_searched_without_a_crash(text: str) -> None:
    assert says(text) in (None, "Call 119 now.", "지금 119에 전화하세요.")


@given(
    st.text(max_size=60), st.sampled_from(["chest pain", "My chest HURTS"]), st.text(max_size=60)
)
@settings(deadline=None)
def test_phrase_is_found_whatever_stands_around_it(before: str, phrase: str, after: str) -> None:
    text = f"{before} {phrase} {after}"
    # Unicode may compose an accent with the letter before it; then it is another word.
    if normalise(phrase) in normalise(text):
        assert says(text) is not None


@given(st.text(min_size=2, max_size=20).filter(lambda text: normalise(text) != ""))
@settings(deadline=None)
def test_any_phrase_of_a_pack_can_be_searched_for(phrase: str) -> None:
    pack = pharmacy(red_flags=[{"phrases": [phrase], "say": "Call."}])
    find_red_flag(f"well, {phrase} and so on", [pack])
