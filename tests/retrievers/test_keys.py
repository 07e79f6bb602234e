from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain_packs.pack import Example
from domain_packs.reader import load_pack
from domain_packs.store import BUNDLED
from retrievers.keys import KeyLookup


def row(name: str, *keys: list[str]) -> Example:
    return Example(id=name, input=name, output="x", keys=[*keys])


NITRO = ["nitroglycerin", "GTN", "니트로글리세린"]
SILDENAFIL = ["sildenafil", "Viagra", "비아그라"]
ROWS = [
    row("pair", NITRO, SILDENAFIL),
    row("korean", ["Viagra", "sildenafil"], ["GTN"]),
    row("single", ["St John's wort"]),
    row("other", ["clonidine"], ["Viagra"]),
    row("loose"),
]
LOOKUP = KeyLookup(ROWS)


def found(text: str) -> set[str]:
    rows = LOOKUP.rows_named(LOOKUP.named(text))
    return {row.id for rows in rows.values() for row in rows}


@pytest.mark.parametrize(
    "text",
    [
        "nitroglycerin and sildenafil",
        "is sildenafil safe with nitroglycerin?",
        "VIAGRA, gtn",
        "비아그라랑 니트로글리세린 같이 먹어도 되나요",
        "비아그라에는 GTN이 위험한가요",
        "Ｖｉａｇｒａ + GTN",
    ],
    ids=["order", "other-order", "brands", "korean", "particles", "width"],
)
def test_rows_are_found_by_any_name_in_any_order(text: str) -> None:
    assert found(text) == {"pair", "korean"}


@pytest.mark.parametrize(
    "text",
    ["nitroglycerine and sildenafil", "nitroglycrin, sildenafil", "nitrolgycerin, sildenafil",
     "nitroglycerim, sildenafil", "sildennafil and GTN"],
    ids=["put-in", "left-out", "swapped", "changed", "doubled"],
)  # fmt: skip
def test_one_wrong_letter_is_forgiven_and_told(text: str) -> None:
    assert found(text) == {"pair", "korean"}
    assert [one.read_as for one in LOOKUP.named(text) if one.read_as] != []


@pytest.mark.parametrize(
    "text",
    ["sildenafil", "nitroglycerin", "sildenafil with tadalafil", "viagra with xGTN", "",
     "sildenafyle GTN", "vjagrq GTN"],
    ids=["one", "other-one", "one-away", "within-a-word", "empty", "two-letters", "far"],
)  # fmt: skip
def test_row_is_not_found_unless_all_its_things_are_named(text: str) -> None:
    assert found(text) == set()


def test_short_name_is_forgiven_nothing() -> None:
    assert LOOKUP.named("GTM") == []


def test_first_letter_is_never_forgiven() -> None:
    assert LOOKUP.named("kildenafil") == []


def test_word_near_two_things_is_neither() -> None:
    lookup = KeyLookup([row("a", ["losartan"]), row("b", ["losarten"])])
    assert lookup.named("losartin") == []


def test_name_of_several_words_goes_before_those_within() -> None:
    lookup = KeyLookup([row("a", ["interferon"]), row("b", ["interferon beta"])])
    [one] = lookup.named("on Interferon Beta now")
    assert one.thing == frozenset({"interferon beta"})
    assert "on Interferon Beta now"[one.start : one.end] == "Interferon Beta"


def test_curly_apostrophe_is_the_straight_one() -> None:
    assert found("st john’s wort?") == {"single"}


def test_names_that_rows_share_make_one_thing() -> None:
    assert LOOKUP.names["gtn"] == LOOKUP.names["니트로글리세린"]
    assert LOOKUP.names["viagra"] == LOOKUP.names["비아그라"]


def test_largest_sets_of_keys_go_before_those_within() -> None:
    lookup = KeyLookup([row("one", ["aspirin"]), row("two", ["aspirin"], ["warfarin"])])
    rows = lookup.rows_named(lookup.named("aspirin, warfarin"))
    assert [row.id for rows in rows.values() for row in rows] == ["two"]


def test_rows_without_keys_are_never_found() -> None:
    assert KeyLookup([row("loose")]).names == {}
    assert "loose" not in found("loose pair korean")


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_text_is_searched_and_positions_are_its_own(text: str) -> None:
    for one in LOOKUP.named_all(text):
        assert text[one.start : one.end].strip()


@pytest.mark.parametrize("pack", ["legal", "medical", "multilingual", "technical"])
def test_every_name_of_the_bundled_packs_is_found_in_a_sentence(pack: str) -> None:
    for task in load_pack(BUNDLED / pack).tasks.values():
        lookup = KeyLookup(task.examples)
        for name, thing in lookup.names.items():
            assert thing in {one.thing for one in lookup.named(f"what about {name}?")}, name
