from __future__ import annotations

import string

import pytest

from bot.words import _SENTENCES, languages, say


def test_every_sentence_is_in_english_and_korean() -> None:
    assert languages() == {"en", "ko"}


@pytest.mark.parametrize("key", sorted(_SENTENCES))
def test_every_language_fills_in_the_same_values(key: str) -> None:
    fields = {
        frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)
        for text in _SENTENCES[key].values()
    }
    assert len(fields) == 1


def test_language_without_sentences_gets_english() -> None:
    assert say("keys_missing", "sw") == say("keys_missing", "en-GB") != say("keys_missing", "ko")


def test_value_is_never_read_as_a_template() -> None:
    assert "{task} {0}" in say("no_method", "en", task="{task} {0}")
