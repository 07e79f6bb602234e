"""What an embedder is worth in a language: measured, never assumed.

An English embedder puts Korean at random, and its scores there are as high as good ones. So each
language's sixteen sentences are looked up among their English originals (`retrievers.pairs`): the
share found first, less what chance would find, is the worth of the embedder in that language.
"""

from __future__ import annotations

import numpy as np

from retrievers.embedder import Embedder
from retrievers.languages import primary
from retrievers.pairs import REFERENCE, SAME

#: Below this worth dense scores are switched off: for retrieval, routing and abstention alike.
ENOUGH = 0.75


#: What was measured in this process, by the embedder's digest: the same weights, the same worth.
_MEASURED: dict[str, dict[str, float]] = {}


def measure_worth(embedder: Embedder) -> dict[str, float]:
    """The worth of `embedder` in each language of `retrievers.pairs`, 0 (chance) to 1.

    Measured once a process, which takes some 200 embeddings.
    """
    if embedder.digest not in _MEASURED:
        _MEASURED[embedder.digest] = _measure(embedder)
    return dict(_MEASURED[embedder.digest])


def _measure(embedder: Embedder) -> dict[str, float]:
    reference = embedder.embed(REFERENCE)
    found = embedder.embed([text for texts in SAME.values() for text in texts])
    count = len(REFERENCE)
    worth = {}
    for position, language in enumerate(SAME):
        similarity = found[position * count : (position + 1) * count] @ reference.T
        hits = float(np.mean(similarity.argmax(axis=1) == np.arange(count)))
        worth[language] = round(max(0.0, (hits - 1 / count) / (1 - 1 / count)), 3)
    return worth


def reads(worth: dict[str, float], language: str) -> bool:
    """Whether dense scores may be used in `language`; a language that wasn't measured isn't
    read."""
    return worth.get(primary(language), 0.0) >= ENOUGH
