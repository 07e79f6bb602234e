"""N-grams of texts, weighted by rarity: the features that need no embedder.

An n-gram is 2 to 4 characters inside a word with its edges, or a word or two. It stands in a text
or doesn't: how often it does tells labels apart no better. A text's vector has length 1 over all
its n-grams, those never seen in fitting included: so a text of unknown words lies near the origin
and gets no confident answer, which scikit-learn's TfidfVectorizer, leaving them out of the length,
can't say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain_packs.text import normalise

#: In characters.
SIZES = (2, 3, 4)


def ngrams(text: str) -> list[str]:
    """The n-grams of `text`, each once, always in the same order; words begin with a tab."""
    words = normalise(text).split()
    edged = [f" {word} " for word in words]
    found = [
        word[start : start + size]
        for size in SIZES
        for word in edged
        for start in range(len(word) - size + 1)
    ]
    found += [f"\t{word}" for word in words]
    found += [f"\t{first} {second}" for first, second in pairwise(words)]
    return list(dict.fromkeys(found))


class Ngrams:
    """A vocabulary of n-grams with the weight of each."""

    def __init__(self, vocabulary: Sequence[str], idf: NDArray[np.float32]) -> None:
        """`idf` holds the weights of `vocabulary` in order, then that of an n-gram never seen."""
        self.vocabulary = tuple(vocabulary)
        self.idf = idf
        self._columns = {ngram: column for column, ngram in enumerate(self.vocabulary)}

    @classmethod
    def build(cls, texts: Sequence[str]) -> tuple[Ngrams, Any]:
        """The vocabulary of `texts`, and their vectors.

        Each n-gram weighs its smoothed inverse document frequency, ln((1 + n) / (1 + df)) + 1. The
        vectors are a SciPy sparse array, float32, of shape (len(texts), len(vocabulary)).
        """
        from scipy.sparse import csr_array

        standing = [ngrams(text) for text in texts]
        frequency = Counter(ngram for each in standing for ngram in each)
        vocabulary = sorted(frequency)
        df = np.array([frequency[ngram] for ngram in vocabulary] + [0], dtype=np.float64)
        built = cls(vocabulary, (np.log((1 + len(texts)) / (1 + df)) + 1).astype(np.float32))
        found = [built._vector(each) for each in standing]
        ends = np.cumsum([0] + [len(columns) for columns, _ in found])
        columns = np.concatenate([columns for columns, _ in found])
        values = np.concatenate([values for _, values in found])
        return built, csr_array((values, columns, ends), shape=(len(texts), len(vocabulary)))

    def vector(self, text: str) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Columns and values of the text's vector, without the n-grams never seen."""
        return self._vector(ngrams(text))

    def _vector(self, standing: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        columns = np.array([self._columns.get(ngram, -1) for ngram in standing], dtype=np.intp)
        values = self.idf[columns]
        values /= np.linalg.norm(values) or 1.0
        known = columns >= 0
        return columns[known], values[known]
