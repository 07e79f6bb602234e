from __future__ import annotations

from collections.abc import Sequence

import pytest

from retrievers.embedder import Embedder, HashedEmbedder, Vectors
from retrievers.pairs import REFERENCE, SAME
from retrievers.worth import ENOUGH, measure_worth, reads


class Translator(HashedEmbedder):
    """Embeds each sentence of the pairs as its English original; those in Korean all alike."""

    def __init__(self) -> None:
        super().__init__(64)
        self.digest = "translator"
        self.originals = {
            text: original
            for language, texts in SAME.items()
            for text, original in zip(texts, REFERENCE, strict=True)
            if language != "ko"
        }

    def embed(self, texts: Sequence[str]) -> Vectors:
        known = self.originals | {text: text for text in REFERENCE}
        return super().embed([known.get(text, "?") for text in texts])


def test_worth_is_all_where_sentences_are_understood_and_nothing_where_they_look_alike() -> None:
    worth = measure_worth(Translator())
    assert worth["ko"] == 0.0
    assert {value for language, value in worth.items() if language != "ko"} == {1.0}


def test_every_language_has_a_sentence_for_each_original() -> None:
    assert {len(texts) for texts in SAME.values()} == {len(REFERENCE)}
    assert all(len(set(texts)) == len(texts) for texts in SAME.values())


def test_spelling_alone_is_not_enough_in_any_language() -> None:
    worth = measure_worth(HashedEmbedder(256))
    assert not any(reads(worth, language) for language in worth)


def test_bundled_embedder_reads_english_and_no_korean(embedder: Embedder) -> None:
    worth = measure_worth(embedder)
    assert reads(worth, "en")
    assert reads(worth, "en-GB")
    assert not reads(worth, "ko")


@pytest.mark.parametrize(
    ("worth", "read"), [(ENOUGH, True), (ENOUGH - 0.001, False), (1.0, True), (0.0, False)]
)
def test_dense_scores_are_used_from_enough_worth_on(worth: float, read: bool) -> None:
    assert reads({"de": worth}, "de-AT") is read


def test_language_that_was_not_measured_is_not_read() -> None:
    assert not reads({"en": 1.0}, "sw")
