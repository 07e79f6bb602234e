import math
from pathlib import Path

import numpy as np
import pytest

from retrievers.embedder import HashedEmbedder
from retrievers.errors import IndexFault
from retrievers.heads import MOST_ROWS, Head, fit_head
from retrievers.hints import label_hints
from tests.retrievers.invented import LABELS, labelled_texts, words

EMBEDDER = HashedEmbedder(64)


def fitted(
    rows: int = 60, *, seed: int = 0, belied: float = 0.0, dense: bool = True, rate: float = 0.1
) -> Head:
    texts, labels = labelled_texts(rows, seed=seed, belied=belied)
    vectors = EMBEDDER.embed(texts) if dense else None
    head = fit_head(texts, vectors, labels, seed=seed, error_rate=rate)
    assert head is not None
    return head


def accuracy(head: Head, *, dense: bool, rows: int = 300) -> float:
    texts, labels = labelled_texts(rows, seed=99)
    found = head.probabilities(texts, EMBEDDER.embed(texts), dense=dense)
    return float(np.mean(np.array(head.labels)[found.argmax(axis=1)] == labels))


@pytest.mark.parametrize("dense", [True, False], ids=["with vectors", "n-grams alone"])
def test_head_tells_labels_of_texts_it_never_saw(dense: bool) -> None:
    assert accuracy(fitted(), dense=dense) > 0.9


def test_head_fitted_without_vectors_uses_none() -> None:
    head = fitted(dense=False)
    texts, _ = labelled_texts(5, seed=7)
    with_vectors = head.probabilities(texts, EMBEDDER.embed(texts))
    assert head.dimension is None
    assert np.array_equal(with_vectors, head.probabilities(texts))
    assert head.promise() == head.promise(dense=False)


def test_probabilities_are_one_row_a_text_and_one_column_a_label() -> None:
    head = fitted()
    texts, _ = labelled_texts(7, seed=7)
    found = head.probabilities(texts, EMBEDDER.embed(texts))
    assert found.shape == (7, len(LABELS))
    assert head.labels == tuple(sorted(LABELS))
    assert found.sum(axis=1) == pytest.approx(1)


def test_no_texts_have_no_probabilities() -> None:
    assert fitted().probabilities([], EMBEDDER.embed([])).shape == (0, len(LABELS))


def test_a_text_is_answered_the_same_alone_and_among_others() -> None:
    head = fitted()
    texts, _ = labelled_texts(20, seed=7)
    vectors = EMBEDDER.embed(texts)
    alone = head.probabilities(texts[3:4], vectors[3:4])
    assert alone[0] == pytest.approx(head.probabilities(texts, vectors)[3], abs=1e-6)


def test_worth_of_the_embedder_moves_the_answer_from_one_to_the_other() -> None:
    head = fitted(belied=0.3)
    texts, _ = labelled_texts(20, seed=7)
    vectors = EMBEDDER.embed(texts)
    on, off, half = (head.probabilities(texts, vectors, dense=dense) for dense in (True, 0, 0.5))
    assert half == pytest.approx((on + off) / 2)
    assert np.array_equal(off, head.probabilities(texts))


def test_between_on_and_off_the_stricter_threshold_holds() -> None:
    head = fitted(150, belied=0.1)
    thresholds = [head.promise(dense=dense).threshold for dense in (True, False)]
    assert head.promise(dense=0.5).threshold == max(thresholds)


def test_unknown_text_gets_no_confident_answer() -> None:
    head = fitted()
    found = head.probabilities(["계약서에 무엇이 적혀 있나요"], dense=False)
    assert found.max() < 0.5


@pytest.mark.parametrize(
    "text", ["", " \n ", "\ud800", "\0", "x" * 100_000], ids=["", "space", "surrogate", "0", "long"]
)
def test_any_text_gets_probabilities(text: str) -> None:
    found = fitted().probabilities([text], EMBEDDER.embed([text[:100].replace("\ud800", "")]))
    assert found.sum() == pytest.approx(1)


@pytest.mark.parametrize("dense", [True, False], ids=["with vectors", "n-grams alone"])
def test_promised_error_rate_holds_on_fresh_questions(dense: bool) -> None:
    texts, labels = labelled_texts(1000, seed=50, belied=0.05)
    vectors = EMBEDDER.embed(texts)
    wrong = []
    for seed in range(10):
        head = fitted(150, seed=seed, belied=0.05, rate=0.15)
        found = head.probabilities(texts, vectors, dense=dense)
        answered = found.max(axis=1) >= head.promise(dense=dense).threshold
        is_wrong = np.array(head.labels)[found.argmax(axis=1)] != labels
        wrong.append(is_wrong[answered].mean())
    assert np.mean(wrong) <= 0.15


def test_stated_error_rate_is_kept_and_a_stricter_one_answers_less() -> None:
    lax, strict = fitted(150, belied=0.1, rate=0.3), fitted(150, belied=0.1, rate=0.1)
    assert (lax.error_rate, strict.error_rate) == (0.3, 0.1)
    assert strict.coverage < lax.coverage
    assert strict.threshold > lax.threshold


def test_too_few_rows_promise_nothing_and_say_so() -> None:
    head = fitted(8)
    assert head.threshold == math.inf
    assert head.coverage == 0
    assert "8 rows are too few" in head.promise().why


@pytest.mark.parametrize("labels", [[], ["a"], ["a", "a"]], ids=["none", "one row", "one label"])
def test_fewer_than_two_labels_have_no_head(labels: list[str]) -> None:
    texts = [f"text {row}" for row in range(len(labels))]
    assert fit_head(texts, EMBEDDER.embed(texts), labels) is None


def test_label_with_a_single_row_is_learned() -> None:
    texts, labels = labelled_texts(60, seed=0)
    texts, labels = [*texts, "quite another zebra"], [*labels, "zebras"]
    head = fit_head(texts, None, labels)
    assert head is not None
    found = head.probabilities(["another zebra"])
    assert head.labels[found.argmax()] == "zebras"


def test_hints_help_where_rows_are_few() -> None:
    texts, labels = labelled_texts(10, seed=0)
    described = {label: " ".join(words(label)) for label in LABELS}
    plain = fit_head(texts, EMBEDDER.embed(texts), labels)
    hinted = fit_head(
        texts, EMBEDDER.embed(texts), labels, hints=label_hints(described, EMBEDDER.embed)
    )
    assert plain is not None and hinted is not None
    for dense in (True, False):
        assert accuracy(hinted, dense=dense) > accuracy(plain, dense=dense)


def test_hints_on_labels_without_rows_add_no_label() -> None:
    hints = label_hints({"a": "", "b": "", "c": ""}, EMBEDDER.embed)
    head = fit_head(["red apple", "blue boat"], EMBEDDER.embed(["x", "y"]), ["a", "b"], hints=hints)
    assert head is not None
    assert head.labels == ("a", "b")


def test_name_of_a_label_is_a_hint_without_being_asked() -> None:
    head = fit_head(["x y z", "u v w"], None, ["governing-law", "insurance"])
    assert head is not None
    found = head.probabilities(["insurance", "governing law"])
    assert [head.labels[row.argmax()] for row in found] == ["insurance", "governing-law"]


def test_vectors_of_rows_that_the_embedder_can_t_read_are_left_out() -> None:
    texts, labels = labelled_texts(80, seed=0)
    vectors = EMBEDDER.embed(texts)
    vectors[::2] = EMBEDDER.embed([f"noise {row}" for row in range(40)])
    readable = [row % 2 == 1 for row in range(80)]
    plain = fit_head(texts, vectors, labels)
    told = fit_head(texts, vectors, labels, readable=readable)
    assert plain is not None and told is not None
    assert accuracy(told, dense=True) >= accuracy(plain, dense=True)
    assert "40 held-out rows" in told.promise().why
    assert "40 held-out rows" in told.promise(dense=False).why


def test_of_one_readable_label_the_vectors_say_nothing() -> None:
    texts, labels = labelled_texts(40, seed=0)
    readable = [label == LABELS[0] for label in labels]
    head = fit_head(texts, EMBEDDER.embed(texts), labels, readable=readable)
    assert head is not None
    assert head.dimension is None
    assert "32 held-out rows" in head.promise().why


def test_two_rows_of_two_labels_are_enough_for_a_head() -> None:
    head = fit_head(["red apple", "blue boat"], None, ["a", "b"])
    assert head is not None
    assert head.probabilities(["apple"])[0, 0] > 0.5
    assert head.threshold == math.inf


@pytest.mark.parametrize(
    ("texts", "vectors", "labels", "rate"),
    [
        (["a"], None, ["x", "y"], 0.1),
        (["a", "b"], EMBEDDER.embed(["a"]), ["x", "y"], 0.1),
        (["a", "b"], None, ["x", "y"], 0.0),
        (["a", "b"], None, ["x", "y"], 1.0),
    ],
    ids=["labels", "vectors", "rate 0", "rate 1"],
)
def test_arguments_that_don_t_fit_are_refused(texts, vectors, labels, rate) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError):
        fit_head(texts, vectors, labels, error_rate=rate)


def test_vectors_of_another_embedder_are_refused() -> None:
    with pytest.raises(IndexFault, match="length 64"):
        fitted().probabilities(["a"], HashedEmbedder(32).embed(["a"]))


def test_seed_gives_the_same_head_again(tmp_path: Path) -> None:
    for name in ("one", "two"):
        fitted(100, seed=4, belied=0.2).save(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("dense", [True, False], ids=["with vectors", "n-grams alone"])
def test_loaded_head_is_the_saved_one(tmp_path: Path, dense: bool) -> None:
    head = fitted(150, belied=0.1, dense=dense)
    head.save(tmp_path / "head.safetensors")
    loaded = Head.load(tmp_path / "head.safetensors")
    texts, _ = labelled_texts(50, seed=7)
    vectors = EMBEDDER.embed(texts)
    for off in (True, False):
        assert np.array_equal(
            loaded.probabilities(texts, vectors, dense=off),
            head.probabilities(texts, vectors, dense=off),
        )
        assert loaded.promise(dense=off) == head.promise(dense=off)
    assert (loaded.labels, loaded.error_rate) == (head.labels, head.error_rate)


def test_head_without_a_promise_can_be_saved(tmp_path: Path) -> None:
    fitted(10).save(tmp_path / "head")
    assert Head.load(tmp_path / "head").threshold == math.inf


def test_damaged_head_is_refused(tmp_path: Path) -> None:
    fitted().save(tmp_path / "head")
    content = bytearray((tmp_path / "head").read_bytes())
    content[-1] ^= 1
    (tmp_path / "head").write_bytes(content)
    with pytest.raises(IndexFault, match="damaged"):
        Head.load(tmp_path / "head")


def test_of_too_many_rows_every_label_keeps_some() -> None:
    texts = [f"number {row}" for row in range(MOST_ROWS + 200)] + ["rare zebra", "zebra"]
    head = fit_head(texts, None, ["often"] * (MOST_ROWS + 200) + ["seldom"] * 2)
    assert head is not None
    assert head.probabilities(["zebra"])[0, 1] > 0.5
    assert f"{MOST_ROWS} held-out rows" in head.promise().why
