"""One of a head's two classifiers: logistic regression with a temperature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrievers.calibration import fit_temperature, soften
from retrievers.logistic import Floats, Integers, fit_logistic, out_of_fold, row_space, softmax


@dataclass(frozen=True)
class Classifier:
    """Weights of shape (features, labels) and biases of shape (labels,), float32; a temperature."""

    weights: NDArray[np.float32]
    biases: NDArray[np.float32]
    temperature: float

    def probabilities(self, scores: NDArray[np.float32]) -> Floats:
        """Calibrated, shape (n, labels), of `scores`: the features times the weights."""
        return soften(softmax(scores + self.biases), self.temperature)


def fit_classifier(
    rows: Any, targets: Integers, folds: Integers, *, labels: int, strength: float
) -> tuple[Classifier, Floats]:
    """The classifier fitted on all rows, and its calibrated out-of-fold probabilities.

    `rows`: shape (n, features), dense or SciPy sparse. `targets` (0 to labels - 1) and `folds`
    have one entry a row. `strength` is the inverse of the L2 penalty (scikit-learn's C).
    """
    coordinates, back = row_space(rows)
    held_out = out_of_fold(coordinates, targets, folds, labels=labels, strength=strength)
    temperature = fit_temperature(held_out, targets)
    weights, biases = fit_logistic(coordinates, targets, labels=labels, strength=strength)
    fitted = Classifier(
        np.asarray(rows.T @ (back @ weights), dtype=np.float32),
        biases.astype(np.float32),
        temperature,
    )
    return fitted, soften(held_out, temperature)
