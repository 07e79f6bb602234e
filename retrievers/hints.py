"""Hints: what the labels of a task mean, as their names and descriptions say it.

With few rows a label this is worth having: a hint is fitted on like a row of its label, counted
three times and never held out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrievers.embedder import Vectors


@dataclass(frozen=True)
class Hints:
    """`texts` on `labels`, one each; `vectors` (float32, one a text) only where they are known."""

    labels: tuple[str, ...]
    texts: tuple[str, ...]
    vectors: Vectors | None = None

    def of(self, labels: Sequence[str]) -> Hints:
        """Those of `labels`; the others are left out."""
        kept = [place for place, label in enumerate(self.labels) if label in labels]
        return Hints(
            tuple(self.labels[place] for place in kept),
            tuple(self.texts[place] for place in kept),
            None if self.vectors is None else self.vectors[np.array(kept, dtype=np.intp)],
        )


def label_hints(
    descriptions: Mapping[str, str], embed: Callable[[Sequence[str]], Vectors] | None = None
) -> Hints:
    """A hint for each label: the words of its name, and its description where that isn't empty.

    `descriptions` maps labels to descriptions; `embed` is the embedder's, None for no vectors.
    """
    texts = tuple(
        f"{words}. {description}" if description else words
        for words, description in (
            (re.sub(r"[\W_]+", " ", label).strip(), description.strip())
            for label, description in descriptions.items()
        )
    )
    return Hints(tuple(descriptions), texts, embed(texts) if embed and texts else None)
