"""A head: from a text and its vector to the probability of each label, with no language model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from retrievers.arrays import Array, read_arrays, write_arrays
from retrievers.calibration import Promise, pool, soften
from retrievers.classifier import Classifier
from retrievers.embedder import Vectors
from retrievers.errors import IndexFault
from retrievers.logistic import Floats
from retrievers.ngrams import Ngrams

KIND = "polymath-head-1"


class Head:
    """Tells the labels of one task apart. `fit_head` or `load` makes one."""

    def __init__(
        self,
        labels: Sequence[str],
        ngrams: Ngrams,
        *,
        spelling: Classifier,
        meaning: Classifier | None,
        temperature: float,
        error_rate: float,
        promises: tuple[Promise, Promise],
    ) -> None:
        """`spelling` works on n-grams, `meaning` on vectors; `promises`: with vectors, without."""
        self.labels = tuple(labels)
        self.error_rate = error_rate
        self._ngrams = ngrams
        self._spelling = spelling
        self._meaning = meaning
        self._temperature = temperature
        self._promises = promises

    @property
    def dimension(self) -> int | None:
        """Length of the vectors it was fitted on; None where it rests on n-grams alone."""
        return None if self._meaning is None else len(self._meaning.weights)

    @property
    def threshold(self) -> float:
        """Confidence (0..1) from which the error rate is promised, vectors used; else infinite."""
        return self.promise().threshold

    @property
    def coverage(self) -> float:
        """Share (0..1) of the rows, held out in turn, that reach the threshold."""
        return self.promise().coverage

    def promise(self, *, dense: float | bool = True) -> Promise:
        """What is promised of `probabilities` with the same `dense`; between on and off, the
        stricter of both.
        """
        weight = self._dense_weight(dense)
        if 0 < weight < 1:
            return max(self._promises, key=lambda each: each.threshold)
        return self._promises[0] if weight else self._promises[1]

    def probabilities(
        self, texts: Sequence[str], vectors: Vectors | None = None, *, dense: float | bool = True
    ) -> Floats:
        """Calibrated probabilities, shape (len(texts), len(labels)), each row's sum 1.

        `vectors`: the texts' embeddings, float32, shape (len(texts), dimension); None leaves them
        out. `dense` says what the embedder is worth in the texts' language: True or 1 all that was
        fitted, False or 0 nothing (the n-grams answer alone), between them a mean of the two
        answers weighted by it. Raises `IndexFault` for vectors of another length than those it was
        fitted on.
        """
        scores = np.zeros((len(texts), len(self.labels)), dtype=np.float32)
        for row, text in zip(scores, texts, strict=True):
            columns, values = self._ngrams.vector(text)
            row[:] = values @ self._spelling.weights[columns]
        alone = self._spelling.probabilities(scores)
        weight = 0.0 if vectors is None else self._dense_weight(dense)
        if self._meaning is None or vectors is None or weight == 0:
            return alone
        if vectors.shape != (len(texts), self.dimension):
            raise IndexFault(
                f"The head takes vectors of length {self.dimension}, not those of {vectors.shape}.",
                "Build the index again with the embedder that is set.",
            )
        meant = self._meaning.probabilities(vectors @ self._meaning.weights)
        both = soften(pool(meant, alone), self._temperature)
        return weight * both + (1 - weight) * alone

    def save(self, path: Path) -> None:
        """Writes the head to `path` (safetensors), whole or not at all, or raises `OSError`."""
        arrays: dict[str, Array] = {
            "vocabulary": np.frombuffer(
                "\n".join(self._ngrams.vocabulary).encode("utf-8", "surrogatepass"), dtype=np.uint8
            ),
            "idf": self._ngrams.idf,
            "ngram_weights": self._spelling.weights,
            "ngram_biases": self._spelling.biases,
            "promises": np.array([[each.threshold, each.coverage] for each in self._promises]),
        }
        temperatures = {"ngrams": self._spelling.temperature, "both": self._temperature}
        if self._meaning is not None:
            arrays |= {"dense_weights": self._meaning.weights, "dense_biases": self._meaning.biases}
            temperatures["dense"] = self._meaning.temperature
        facts = {
            "labels": self.labels,
            "error_rate": self.error_rate,
            "temperatures": temperatures,
            "why": [each.why for each in self._promises],
        }
        write_arrays(path, KIND, arrays, facts)

    @classmethod
    def load(cls, path: Path) -> Head:
        """The head at `path`, which gives the same probabilities as when it was saved.

        Raises `IndexFault` for a missing file and for any that `save` didn't write just so.
        """
        arrays, facts = read_arrays(path, KIND)
        temperatures = facts["temperatures"]
        vocabulary = arrays["vocabulary"].tobytes().decode("utf-8", "surrogatepass").split("\n")
        meaning = None
        if "dense" in temperatures:
            meaning = Classifier(
                arrays["dense_weights"], arrays["dense_biases"], temperatures["dense"]
            )
        with_vectors, without = (
            Promise(threshold, coverage, why)
            for (threshold, coverage), why in zip(
                arrays["promises"].tolist(), facts["why"], strict=True
            )
        )
        return cls(
            facts["labels"],
            Ngrams(vocabulary, arrays["idf"]),
            spelling=Classifier(
                arrays["ngram_weights"], arrays["ngram_biases"], temperatures["ngrams"]
            ),
            meaning=meaning,
            temperature=temperatures["both"],
            error_rate=facts["error_rate"],
            promises=(with_vectors, without),
        )

    def _dense_weight(self, dense: float | bool) -> float:
        return 0.0 if self._meaning is None else min(max(float(dense), 0.0), 1.0)
