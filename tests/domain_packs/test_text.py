from __future__ import annotations

import pytest

from domain_packs.text import control_character, excerpt, hidden_character, normalise, printable


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("ﬁle  name\n", "file name"),
        ("Ｔｅｘｔ", "text"),
        ("\u1112\u1161\u11ab", "한"),
        ("a\u2028b", "a b"),
    ],
)
def test_same_text_in_other_dress_is_the_same(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize("character", ["\0", "\x1b", "\r", "\x7f", "\x85", "\ud800"])
def test_control_character_is_named(character: str) -> None:
    assert control_character(f"a{character}b") == f"U+{ord(character):04X}"


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u200b", "\ufeff", "\U000e0041"])
def test_hidden_character_is_named(character: str) -> None:
    assert hidden_character(f"a{character}b") == f"U+{ord(character):04X}"


@pytest.mark.parametrize(
    "text", ["a\tb\n", "می\u200cخواهم", "👩\u200d🚒", "שלום\u200f", "é", "한국어"]
)
def test_text_of_every_script_is_clean(text: str) -> None:
    assert control_character(text) is None and hidden_character(text) is None


def test_printable_text_can_not_steer_a_terminal() -> None:
    assert printable("a\x1b[31m\r\u202eb\ud800\tc\n한") == "a\\x1b[31m\\r\\u202eb\\ud800\tc\n한"


def test_excerpt_is_short_and_escaped() -> None:
    assert excerpt("a\x1b") == r"'a\x1b'"
    assert len(excerpt("x" * 1_000)) == 83
