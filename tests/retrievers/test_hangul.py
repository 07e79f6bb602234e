from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from retrievers.hangul import take_apart

SYLLABLES = st.integers(0xAC00, 0xD7A3).map(chr)


def test_stems_are_seen_through_their_endings() -> None:
    assert take_apart("찾은").startswith(take_apart("찾"))
    assert take_apart("가").strip() in take_apart("갔")


def test_syllable_has_two_letters_or_three() -> None:
    assert [len(take_apart(text)) for text in ("가", "각", "값")] == [2, 3, 3]


def test_text_without_hangul_stays() -> None:
    assert take_apart("Café, 契約 5%") == "Café, 契約 5%"


@given(st.lists(SYLLABLES, unique=True, min_size=2))
def test_different_syllables_stay_different(syllables: list[str]) -> None:
    assert len({take_apart(each) for each in syllables}) == len(syllables)


@given(st.text())
def test_letters_are_not_put_together_again(text: str) -> None:
    apart = take_apart(text)
    assert not any("가" <= character <= "힣" for character in apart)
    hangul = "".join(character for character in apart if "\ue000" <= character <= "\ue0ff")
    assert unicodedata.normalize("NFKC", hangul) == hangul
