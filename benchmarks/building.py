"""What building an index costs beside embedding its rows, with the embedder that is bundled.

    python -m benchmarks.building > benchmarks/results/building.md

On public tasks (PUBLIC_DATA, by default ../shared/data) with long and short rows, and with and
without a head. Wall time can't be compared on a busy machine, so the processor's time stands beside
it; embedding runs on one thread here, since waiting threads count as work.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.labelled import public_folder
from benchmarks.selection_worth import public_pack, public_tasks
from domain_packs.pack import Task
from retrievers.chroma import ChromaIndexes
from retrievers.embedder import Embedder, Vectors, open_embedder

TASKS = (
    "tos-plain-summary",
    "contract-clause-type",
    "health-passage-type",
    "code-check-category",
    "banking-intent",
)


class TimedEmbedder:
    """Adds up the seconds that embedding takes: on the clock and of the processor."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.name, self.digest = embedder.name, embedder.digest
        self.dimension = embedder.dimension
        self.wall = self.processor = 0.0

    def embed(self, texts: Sequence[str]) -> Vectors:
        wall, processor = time.perf_counter(), time.process_time()
        vectors = self.embedder.embed(texts)
        self.wall += time.perf_counter() - wall
        self.processor += time.process_time() - processor
        return vectors


def main() -> None:
    """Prints the table."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    import torch

    torch.set_num_threads(1)
    embedder = open_embedder()
    print("# Building an index\n\n`python -m benchmarks.building`\n")
    print(f"Embedder {embedder.name}; seconds of the clock, in brackets of the processor.\n")
    print("| task | rows | characters a row | labels | embedding | everything else | cost |")
    print("|---|---|---|---|---|---|---|")
    found = {task.name: task for task, _ in public_tasks(public_folder())}
    with tempfile.TemporaryDirectory() as folder:
        _build(Path(folder), found["real-bug-fix"], embedder)  # loads what is loaded once
        spent = [_build(Path(folder), found[name], embedder) for name in TASKS]
    for name, seconds in zip(TASKS, spent, strict=True):
        task = found[name]
        length = sum(len(row.input) for row in task.examples) / len(task.examples)
        labels = len(task.labels) if task.manifest.kind == "classification" else 0
        print(f"| {name} | {len(task.examples)} | {length:.0f} | {labels} | {_cells(*seconds)} |")
    print(f"| **all** | | | | {_cells(*map(sum, zip(*spent, strict=True)))} |")


def _build(folder: Path, task: Task, embedder: Embedder) -> tuple[float, float, float, float]:
    """Builds one index: seconds of embedding, clock and processor, and of everything else."""
    timed = TimedEmbedder(embedder)
    indexes = ChromaIndexes(folder)
    wall, processor = time.perf_counter(), time.process_time()
    indexes.build(public_pack(task), task, timed)
    wall = time.perf_counter() - wall - timed.wall
    processor = time.process_time() - processor - timed.processor
    indexes.close()
    return timed.wall, timed.processor, wall, processor


def _cells(embedding: float, embedding_cpu: float, rest: float, rest_cpu: float) -> str:
    seconds = f"{embedding:.1f} ({embedding_cpu:.1f}) | {rest:.1f} ({rest_cpu:.1f})"
    return f"{seconds} | {rest / embedding:.0%} ({rest_cpu / embedding_cpu:.0%})"


if __name__ == "__main__":
    main()
