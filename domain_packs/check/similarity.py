"""How alike texts are in their wording: the share of character 5-grams that two have in common.

Jaccard similarity of the sets of 5-grams (Broder, "On the resemblance and containment of
documents", 1997), over normalised text with its numbers masked, in blocks of sparse products: 5,000
rows are compared in seconds, and no loop in Python goes over their pairs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from domain_packs.text import normalise

#: From here on two texts are the same text with a few words changed: a sentence with one of its
#: eight words swapped keeps 0.6 to 0.8, and rows written one by one hardly ever reach 0.5.
NEAR = 0.6
#: From here on two texts share a skeleton: a template keeps 0.3 to 0.6 with two or three nouns
#: swapped, and rows written one by one hardly ever come that near.
SKELETON = 0.3

#: How many earlier texts a text is paired with at most, and how many texts are compared at all.
NEIGHBOURS = 32
COMPARED = 20_000

_GRAM = 5
_BLOCK = 256
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Pairs:
    """Pairs of similar texts, the nearest to each `second` first.

    `first` < `second` are their places among the texts, `similarity` is in [0, 1].
    """

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    similarity: NDArray[np.float32]

    def where(self, kept: NDArray[np.bool_]) -> Pairs:
        """Those at the places where `kept` is true."""
        return Pairs(self.first[kept], self.second[kept], self.similarity[kept])


def find_pairs(texts: Sequence[str], threshold: float = SKELETON) -> Pairs:
    """The pairs of `texts` that are at least as similar as `threshold` (above 0).

    Each text is paired with at most `NEIGHBOURS` earlier ones, its nearest: the result grows with
    the texts and not with their pairs. Only the first `COMPARED` texts are compared.
    """
    grams = _grams(texts[:COMPARED])
    sizes = np.asarray(grams.sum(axis=1)).ravel()
    found = [(np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0, np.float32))]
    for start in range(0, len(sizes), _BLOCK):
        stop = min(start + _BLOCK, len(sizes))
        shared = (grams[start:stop] @ grams[:stop].T).toarray()
        either = sizes[start:stop, None] + sizes[None, :stop] - shared
        # Only what stands below the diagonal is earlier.
        similarity = np.tril(shared / np.maximum(either, 1), k=start - 1)
        nearest = np.argsort(-similarity, axis=1, kind="stable")[:, :NEIGHBOURS]
        kept = np.take_along_axis(similarity, nearest, axis=1) >= threshold
        later, earlier = np.nonzero(kept)[0], nearest[kept]
        found.append((earlier, later + start, similarity[later, earlier]))
    return Pairs(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def contained(texts: Sequence[str], inside: Sequence[str]) -> NDArray[np.float32]:
    """How much of each of `texts` stands in each of `inside`: shape (texts, inside), 0 to 1."""
    grams = _grams([*texts, *inside])
    mine, others = grams[: len(texts)], grams[len(texts) :]
    sizes = np.maximum(np.asarray(mine.sum(axis=1)), 1).reshape(-1, 1)
    shared: NDArray[np.float32] = (mine @ others.T).toarray() / sizes
    return shared.astype(np.float32)


def groups(pairs: Pairs) -> list[list[int]]:
    """The groups of texts that hang together by `pairs`, each in the order of the texts."""
    if not len(pairs.first):
        return []
    count = int(pairs.second.max()) + 1
    links = csr_array((np.ones(len(pairs.first)), (pairs.first, pairs.second)), (count, count))
    _, component = connected_components(links, directed=False)
    members: dict[int, list[int]] = {}
    for place in np.unique(np.concatenate([pairs.first, pairs.second])).tolist():
        members.setdefault(int(component[place]), []).append(place)
    return list(members.values())


def _grams(texts: Sequence[str]) -> csr_array:
    """Which 5-grams stand in which text: shape (texts, 5-grams), 1 or 0."""
    from sklearn.feature_extraction.text import CountVectorizer

    def masked(text: str) -> str:
        # The spaces give the shortest text a 5-gram of its own.
        return f"  {_NUMBER.sub('0', normalise(text))}  "

    counter = CountVectorizer(
        analyzer="char",
        ngram_range=(_GRAM, _GRAM),
        lowercase=False,
        preprocessor=masked,
        binary=True,
        dtype=np.float32,
    )
    try:
        return csr_array(counter.fit_transform(texts))
    except ValueError:  # no text has a 5-gram
        return csr_array((len(texts), 1), dtype=np.float32)
