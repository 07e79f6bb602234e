from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrievers.languages import detect, detectable, primary
from retrievers.pairs import SAME

BUNDLED = ["en", "ko", "es", "de", "fr", "id", "it"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("이 조항은 어떤 종류예요", "ko"),
        ("이거 어떤 종류예요: The Tenant shall pay", "ko"),
        ("これは何ですか", "ja"),
        ("契約を解除する", "ja"),
        ("这是什么合同", "zh"),
        ("τι είναι αυτό", "el"),
        ("นี่คืออะไร", "th"),
    ],
)
def test_script_that_one_language_uses_decides(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what sort of clause is this", "en"),
        ("was für eine Klausel ist das denn bitte", "de"),
        ("¿qué tipo de cláusula es esta?", "es"),
        ("quel type de clause est-ce, s'il vous plaît", "fr"),
        ("saya ingin membatalkan pesanan saya kemarin", "id"),
        ("vorrei annullare il mio ordine di ieri", "it"),
        ("idempotency?", "en"),
    ],
)
def test_languages_of_one_script_are_told_apart(text: str, language: str) -> None:
    assert detect(text, BUNDLED) == language


def test_language_that_cannot_occur_is_never_told() -> None:
    assert detect("was für eine Klausel ist das denn bitte", ["en", "ko"]) == "en"


@pytest.mark.parametrize(
    "text", ["", "   ", "12:30!", "```für die Klausel```", "https://beispiel.de"]
)
def test_text_without_prose_has_the_default_language(text: str) -> None:
    assert detect(text, BUNDLED, default="it") == "it"


def test_code_says_nothing_of_the_language() -> None:
    assert detect("왜 안 돼요? ```raise ValueError('this is not a number at all')```") == "ko"


def test_language_of_a_very_long_text_is_told_at_once() -> None:
    start = time.process_time()
    assert detect("what sort of clause is this " * 2_000, BUNDLED) == "en"
    assert detect("x" * 40_000, BUNDLED) in BUNDLED
    assert time.process_time() - start < 2


def test_tag_has_a_primary_subtag() -> None:
    assert [primary(tag) for tag in ("pt-BR", "KO", "zh-Hant-TW")] == ["pt", "ko", "zh"]


def test_languages_of_the_bundled_packs_can_be_told() -> None:
    assert set(BUNDLED) <= detectable()


@pytest.mark.parametrize("language", [each for each in BUNDLED if each in SAME])
def test_everyday_sentences_are_told_in_their_language(language: str) -> None:
    told = [detect(text, BUNDLED) for text in SAME[language]]
    assert told.count(language) >= 0.9 * len(told)


@given(st.text(max_size=100))
@settings(deadline=None)
def test_any_text_has_a_language(text: str) -> None:
    assert detect(text, BUNDLED).isalpha()
