"""Invented labelled texts: each label has words of its own, and some texts belie their label."""

from __future__ import annotations

import random

LABELS = ("apples", "boats", "clocks", "dragons", "engines")
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]


def labelled_texts(
    rows: int, *, seed: int, labels: tuple[str, ...] = LABELS, belied: float = 0.0
) -> tuple[list[str], list[str]]:
    """`rows` texts and their labels in turn; a share `belied` of them speaks of another."""
    draw = random.Random(seed)
    texts, stated = [], []
    for row in range(rows):
        label = labels[row % len(labels)]
        other = draw.choice([each for each in labels if each != label])
        told = words(other if draw.random() < belied else label)
        common = words("common")
        spoken = [draw.choice(told if draw.random() < 0.4 else common) for _ in range(8)]
        texts.append(" ".join(spoken))
        stated.append(label)
    return texts, stated


def words(topic: str) -> list[str]:
    """The twelve words of a label, or of "common"."""
    draw = random.Random(topic)
    return ["".join(draw.choices(_SYLLABLES, k=3)) for _ in range(12)]
