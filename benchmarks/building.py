"""What building an index costs beside embedding its rows, with the embedder that is bundled.

    python -m benchmarks.building > benchmarks/results/building.md

The texts are invented (benchmarks/invented.py), 40 words each; a classification has a head as well.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.invented import PlannedEmbedder, invent_pack, invent_texts
from domain_packs.pack import Example, Task, TaskManifest
from retrievers.chroma import ChromaIndexes
from retrievers.embedder import Embedder, Vectors, open_embedder


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000)
    rows = parser.parse_args().rows
    timed = TimedEmbedder(open_embedder())
    timed.embed(["warm up"] * 32)
    print(
        f"# Building an index of {rows:,} rows\n\n`python -m benchmarks.building --rows {rows}`\n"
    )
    print(f"Embedder {timed.name}.\n")
    print("| task | embedding s | everything else s | everything else / embedding |")
    print("|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("explanation", "classification"):
            rest = _build(Path(folder), kind, rows, timed)
            print(f"| {kind} | {timed.seconds:.1f} | {rest:.1f} | {rest / timed.seconds:.1%} |")


def _build(folder: Path, kind: str, rows: int, timed: TimedEmbedder) -> float:
    """Builds an index and returns the seconds that weren't spent on embedding."""
    texts, topics = invent_texts(np.random.default_rng(0), rows)
    examples = tuple(
        Example(id=f"r{at}", input=texts[at], output=f"label-{topics[at] % 8}")
        for at in range(rows)
    )
    task = Task(kind, _manifest(kind), examples=examples)
    pack = invent_pack("p", PlannedEmbedder(), rows=1, questions=1, seed=0).pack
    indexes = ChromaIndexes(folder)
    timed.seconds = 0.0
    start = time.perf_counter()
    indexes.build(pack, task, timed)
    seconds = time.perf_counter() - start - timed.seconds
    indexes.close()
    return seconds


def _manifest(kind: str) -> TaskManifest:
    labels = [{"name": f"label-{number}"} for number in range(8)]
    return TaskManifest.model_validate(
        {
            "kind": kind,
            "title": "A task",
            "instruction": "Answer.",
            "labels": labels if kind == "classification" else [],
            "metric": "accuracy",
            "languages": ["en"],
        }
    )


class TimedEmbedder:
    """Adds up the seconds that embedding takes."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.name, self.digest = embedder.name, embedder.digest
        self.dimension = embedder.dimension
        self.seconds = 0.0

    def embed(self, texts: Sequence[str]) -> Vectors:
        start = time.perf_counter()
        vectors = self.embedder.embed(texts)
        self.seconds += time.perf_counter() - start
        return vectors


if __name__ == "__main__":
    main()
