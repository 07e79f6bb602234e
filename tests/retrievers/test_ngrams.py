import numpy as np
import pytest

from retrievers.ngrams import Ngrams, ngrams


def test_ngrams_are_of_characters_inside_a_word_and_of_words() -> None:
    characters = [" a", "ab", "b ", " c", "c ", " ab", "ab ", " c ", " ab "]
    assert ngrams("ab c") == [*characters, "\tab", "\tc", "\tab c"]


def test_ngrams_don_t_tell_case_width_and_white_space_apart() -> None:
    assert ngrams("  Ｃlause\n7 ") == ngrams("clause 7")


@pytest.mark.parametrize("text", ["", "  \n", "\ud800 lone surrogate", "한국어 질문", "a" * 50_000])
def test_any_text_has_a_finite_vector(text: str) -> None:
    built, _ = Ngrams.build(["a question", "한국어로 묻는 질문", text])
    _, values = built.vector(text)
    assert np.isfinite(values).all()


def test_vector_of_known_ngrams_has_length_one() -> None:
    built, _ = Ngrams.build(["rent is due monthly", "rent is never due"])
    _, values = built.vector("due monthly")
    assert np.linalg.norm(values) == pytest.approx(1, abs=1e-6)


def test_unknown_ngrams_shorten_the_vector() -> None:
    built, _ = Ngrams.build(["rent is due monthly", "rent is never due"])
    lengths = [np.linalg.norm(built.vector(text)[1]) for text in ("rent", "rent xyzzy", "xyzzy")]
    assert lengths[0] > lengths[1] > lengths[2]


def test_matrix_holds_the_vectors_of_the_texts() -> None:
    texts = ["rent is due monthly", "", "rent rent rent"]
    built, matrix = Ngrams.build(texts)
    for row, text in zip(matrix.toarray(), texts, strict=True):
        columns, values = built.vector(text)
        assert row[columns] == pytest.approx(values)
        assert np.count_nonzero(row) == len(columns)


def test_rare_ngrams_weigh_more_than_common_ones() -> None:
    built, _ = Ngrams.build(["rent due", "rent paid", "rent owed"])
    rare, common = (built.vocabulary.index(ngram) for ngram in (" due", "rent"))
    assert built.idf[rare] > built.idf[common]
    assert built.idf[-1] > built.idf[rare]
