"""One of a head's two classifiers: logistic regression with a temperature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrievers.calibration import fit_temperature, soften
from retrievers.logistic import Floats, Integers, fit_logistic, row_space, softmax

#: The fold of a hint, and how many rows it counts for.
HINT = -1
HINT_COUNTS = 3.0


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
    have one entry a row; rows of fold HINT count HINT_COUNTS times, are never held out, and have no
    probabilities. `strength` is the inverse of the L2 penalty (scikit-learn's C).
    """
    coordinates, back = row_space(rows)
    counts = np.where(folds == HINT, HINT_COUNTS, 1.0)
    held_out = np.empty((len(targets), labels))
    for fold in np.unique(folds[folds != HINT]):
        held = folds == fold
        weights, biases = fit_logistic(
            coordinates[~held], targets[~held], counts[~held], labels=labels, strength=strength
        )
        held_out[held] = softmax(coordinates[held] @ weights + biases)
    held_out = held_out[folds != HINT]
    temperature = fit_temperature(held_out, targets[folds != HINT])
    weights, biases = fit_logistic(coordinates, targets, counts, labels=labels, strength=strength)
    fitted = Classifier(
        np.asarray(rows.T @ (back @ weights), dtype=np.float32),
        biases.astype(np.float32),
        temperature,
    )
    return fitted, soften(held_out, temperature)
