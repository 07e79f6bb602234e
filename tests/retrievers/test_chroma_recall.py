"""What Chroma finds, against exact search, on as many rows as a large task has."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pytest

from benchmarks.invented import PlannedEmbedder, invent_pack
from retrievers.chroma import ChromaIndexes
from retrievers.memory import MemoryIndexes
from retrievers.selection import select


@pytest.mark.slow
def test_chroma_finds_and_chooses_what_exact_search_does(tmp_path: Path) -> None:
    embedder = PlannedEmbedder()
    made = invent_pack("large", embedder, rows=5_000, questions=100, seed=1)
    indexes = ChromaIndexes(tmp_path / "index")
    chroma = indexes.build(made.pack, made.task, embedder)
    exact = MemoryIndexes().build(made.pack, made.task, embedder)

    recalls, same = [], []
    for question, vector in zip(made.questions, embedder.embed(made.questions), strict=True):
        found, wanted = (index.dense(vector, 32).positions for index in (chroma, exact))
        recalls.append(len(np.intersect1d(found, wanted)) / 32)
        one, other = (
            select(
                index,
                question,
                vector,
                k=8,
                language="en",
                dense_weight=1.0,
                lexical_weight=1.0,
                today=datetime.date(2026, 11, 24),
            )
            for index in (chroma, exact)
        )
        same.append(one == other)
    indexes.close()

    assert np.mean(recalls) >= 0.99
    assert np.mean(same) >= 0.99
