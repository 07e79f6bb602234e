import numpy as np
import pytest

from retrievers.embedder import HashedEmbedder
from retrievers.hints import Hints, label_hints


@pytest.mark.parametrize(
    ("label", "description", "text"),
    [
        ("governing-law", "", "governing law"),
        ("card_payment", "Paying by card.", "card payment. Paying by card."),
        ("해지", " 계약을 끝냄 ", "해지. 계약을 끝냄"),
    ],
    ids=["name alone", "name and description", "Korean"],
)
def test_hint_is_the_label_s_words_and_its_description(
    label: str, description: str, text: str
) -> None:
    assert label_hints({label: description}) == Hints((label,), (text,))


def test_hints_have_vectors_where_there_is_an_embedder() -> None:
    embedder = HashedEmbedder(32)
    hints = label_hints({"red": "", "blue": "as the sky"}, embedder.embed)
    assert hints.vectors is not None
    assert np.array_equal(hints.vectors, embedder.embed(["red", "blue. as the sky"]))


def test_hints_of_other_labels_are_left_out() -> None:
    hints = label_hints({"red": "", "green": "", "blue": ""}, HashedEmbedder(32).embed)
    kept = hints.of(["blue", "red"])
    assert kept.labels == kept.texts == ("red", "blue")
    assert kept.vectors is not None
    assert kept.vectors.shape == (2, 32)


def test_of_no_known_label_there_is_no_hint() -> None:
    kept = label_hints({"red": ""}, HashedEmbedder(32).embed).of(["blue"])
    assert kept.texts == ()
    assert kept.vectors is not None
    assert kept.vectors.shape == (0, 32)
