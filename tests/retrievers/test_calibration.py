import math

import numpy as np
import pytest

from retrievers.calibration import FOLDS, deal_folds, fit_temperature, pool, promise, soften
from retrievers.logistic import Floats, Integers, softmax


def told(count: int, *, seed: int, sharpness: float) -> tuple[Floats, Integers]:
    """Probabilities of three labels that are right when `sharpness` is 1, and the targets."""
    draw = np.random.default_rng(seed)
    honest = softmax(2 * draw.normal(size=(count, 3)))
    targets = (honest.cumsum(axis=1) < draw.random((count, 1))).sum(axis=1)
    return soften(honest, 1 / sharpness), np.minimum(targets, 2)


def log_loss(probabilities: Floats, targets: Integers) -> float:
    return float(-np.log(probabilities[np.arange(len(targets)), targets]).mean())


def test_rows_of_a_label_are_dealt_evenly_over_the_folds() -> None:
    targets = np.repeat([0, 1, 2], [10, 5, 2])
    folds = deal_folds([f"text {row}" for row in range(17)], targets, seed=3)
    assert np.bincount(folds[:10]).tolist() == [2] * FOLDS
    assert np.bincount(folds[10:15]).tolist() == [1] * FOLDS
    assert folds[15] != folds[16]


def test_rows_of_the_same_text_come_to_the_same_fold() -> None:
    texts = ["Who pays?", "who  pays?", "When?", "WHEN?", "Where?", "WHO PAYS?"]
    folds = deal_folds(texts, np.array([0, 0, 0, 1, 1, 1]), seed=0)
    assert folds[0] == folds[1] == folds[5]
    assert folds[2] == folds[3]


def test_seed_decides_the_folds() -> None:
    texts, targets = [str(row) for row in range(40)], np.arange(40) % 4
    first, same, other = (deal_folds(texts, targets, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first, same)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("sharpness", [0.5, 1.0, 3.0], ids=["shy", "honest", "boastful"])
def test_temperature_undoes_wrong_confidence(sharpness: float) -> None:
    probabilities, targets = told(2000, seed=1, sharpness=sharpness)
    assert fit_temperature(probabilities, targets) == pytest.approx(sharpness, rel=0.15)


def test_temperature_lowers_the_log_loss_of_fresh_rows() -> None:
    temperature = fit_temperature(*told(200, seed=1, sharpness=4))
    probabilities, targets = told(2000, seed=2, sharpness=4)
    calibrated = log_loss(soften(probabilities, temperature), targets)
    assert calibrated < 0.7 * log_loss(probabilities, targets)


def test_few_rows_that_are_all_right_leave_a_doubt() -> None:
    probabilities = np.tile([0.6, 0.4], (10, 1))
    temperature = fit_temperature(probabilities, np.zeros(10, dtype=int))
    assert soften(probabilities, temperature)[0, 0] == pytest.approx(11 / 12, abs=0.02)


def test_label_that_the_folds_lack_says_nothing_of_the_temperature() -> None:
    probabilities, targets = told(100, seed=1, sharpness=2)
    wider = np.column_stack([probabilities, np.zeros(100)])
    missing = np.vstack([wider, [0.5, 0.3, 0.2, 0.0]])
    with_missing = fit_temperature(missing, np.append(targets, 3))
    assert with_missing == fit_temperature(wider, targets)


def test_pool_is_the_geometric_mean_of_both() -> None:
    pooled = pool(np.array([[0.9, 0.1]]), np.array([[0.5, 0.5]]))
    assert pooled == pytest.approx(np.array([[0.75, 0.25]]))


def test_flat_probabilities_leave_the_choice_to_the_other() -> None:
    sharp = np.array([[0.7, 0.2, 0.1]])
    assert pool(sharp, np.full((1, 3), 1 / 3)).argmax() == sharp.argmax()


def test_pool_of_two_that_exclude_each_other_is_still_a_probability() -> None:
    assert pool(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])).tolist() == [[0.5, 0.5]]


def test_temperature_without_rows_to_tell_is_one() -> None:
    assert fit_temperature(np.array([[1.0, 0.0]]), np.array([1])) == 1.0


@pytest.mark.parametrize(("rows", "error_rate"), [(60, 0.1), (60, 0.2), (200, 0.1), (200, 0.2)])
def test_promised_error_rate_is_kept_on_fresh_rows_on_average(rows: int, error_rate: float) -> None:
    fresh, truth = told(20_000, seed=1000, sharpness=1)
    confidence, wrong = fresh.max(axis=1), fresh.argmax(axis=1) != truth
    rates = []
    for seed in range(200):
        made = promise(*told(rows, seed=seed, sharpness=1), error_rate=error_rate)
        answered = confidence >= made.threshold
        if answered.any():
            rates.append(wrong[answered].mean())
    assert len(rates) > 100
    assert np.mean(rates) <= 1.05 * error_rate


def test_promise_reaches_the_share_of_rows_it_says() -> None:
    probabilities, targets = told(300, seed=5, sharpness=1)
    made = promise(probabilities, targets, error_rate=0.2)
    assert made.coverage == (probabilities.max(axis=1) >= made.threshold).mean()
    assert "300 held-out rows" in made.why


def test_rows_of_equal_confidence_are_answered_together_or_not_at_all() -> None:
    probabilities = np.tile([0.9, 0.1], (100, 1))
    targets = np.repeat([0, 1], [80, 20])
    assert promise(probabilities, targets, error_rate=0.1).threshold == math.inf
    assert promise(probabilities, targets, error_rate=0.3).coverage == 1


@pytest.mark.parametrize(
    ("rows", "wrong", "why"),
    [(8, 0, "8 rows are too few"), (60, 30, "told wrong too often")],
    ids=["too few", "too often wrong"],
)
def test_promise_that_can_t_be_made_says_why(rows: int, wrong: int, why: str) -> None:
    probabilities = np.tile([0.9, 0.1], (rows, 1))
    targets = np.repeat([0, 1], [rows - wrong, wrong])
    made = promise(probabilities, targets, error_rate=0.1)
    assert (made.threshold, made.coverage) == (math.inf, 0)
    assert why in made.why


def test_rows_that_are_all_right_are_enough_for_one_in_ten_from_nine() -> None:
    made = promise(np.tile([0.9, 0.1], (9, 1)), np.zeros(9, dtype=int), error_rate=0.1)
    assert made.threshold == 0.9
