from dataclasses import replace

import numpy as np

from retrievers.calibration import deal_folds
from retrievers.classifier import HINT, fit_classifier
from retrievers.logistic import Floats, Integers
from retrievers.ngrams import Ngrams
from tests.retrievers.invented import LABELS, labelled_texts


def log_loss(probabilities: Floats, targets: Integers) -> float:
    return float(-np.log(probabilities[np.arange(len(targets)), targets]).mean())


def test_calibration_lowers_the_log_loss_of_fresh_rows() -> None:
    texts, stated = labelled_texts(600, seed=50, belied=0.3)
    wanted = np.array([LABELS.index(label) for label in stated])
    for seed in range(3):
        rows, labels = labelled_texts(100, seed=seed, belied=0.3)
        targets = np.array([LABELS.index(label) for label in labels])
        ngrams, matrix = Ngrams.build(rows)
        folds = deal_folds(rows, targets, seed=seed)
        fitted, _ = fit_classifier(matrix, targets, folds, labels=len(LABELS), strength=30.0)
        fresh = np.zeros((len(texts), len(ngrams.vocabulary)), dtype=np.float32)
        for row, text in zip(fresh, texts, strict=True):
            columns, values = ngrams.vector(text)
            row[columns] = values
        scores = fresh @ fitted.weights
        raw = replace(fitted, temperature=1.0).probabilities(scores)
        assert log_loss(fitted.probabilities(scores), wanted) < log_loss(raw, wanted)


def test_held_out_probabilities_are_of_rows_not_fitted_on() -> None:
    rows = np.eye(8, dtype=np.float32)
    targets = np.arange(8) % 2
    fitted, held_out = fit_classifier(rows, targets, np.arange(8), labels=2, strength=100.0)
    inside = fitted.probabilities(rows @ fitted.weights)
    assert (inside.argmax(axis=1) == targets).all()
    assert (held_out.argmax(axis=1) != targets).all()


def test_hint_is_fitted_on_but_never_held_out() -> None:
    rows = np.eye(6, dtype=np.float32)
    rows[5] = rows[0]
    targets = np.array([0, 0, 1, 1, 1, 0])
    folds = np.array([0, 1, 2, 3, 4, HINT])
    _, held_out = fit_classifier(rows, targets, folds, labels=2, strength=100.0)
    assert held_out.shape == (5, 2)
    assert held_out[0].argmax() == 0
    assert held_out[1].argmax() == 1
