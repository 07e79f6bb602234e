"""Choosing k = 8 of 100,000 examples in 20 packs: how long it takes, and whether it finds the best.

    python -m benchmarks.choosing > benchmarks/results/choosing.md

Rows and vectors are invented (benchmarks/invented.py); embedding the question isn't counted. All
ways answer the same questions in turn, in one process.
"""

from __future__ import annotations

import argparse
import datetime
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.invented import Invented, PlannedEmbedder, invent_pack
from retrievers.chroma import ChromaIndexes
from retrievers.embedder import Vectors
from retrievers.hits import best
from retrievers.index import TaskIndex
from retrievers.memory import MemoryIndexes
from retrievers.selection import Selection, select

K, POOL, TODAY = 8, 32, datetime.date(2026, 11, 24)


@dataclass(frozen=True)
class Bench:
    """One pack with its two indexes and its questions' vectors."""

    invented: Invented
    chroma: TaskIndex
    exact: TaskIndex
    vectors: Vectors


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packs", type=int, default=20)
    parser.add_argument("--rows", type=int, default=5_000, help="examples a pack")
    parser.add_argument("--questions", type=int, default=10, help="questions a pack")
    options = parser.parse_args()
    command = f"python -m benchmarks.choosing --packs {options.packs} --rows {options.rows}"
    print(f"# Choosing examples\n\n`{command} --questions {options.questions}`\n")
    with tempfile.TemporaryDirectory() as folder:
        _choosing(Path(folder), options.packs, options.rows, options.questions)


def _choosing(folder: Path, packs: int, rows: int, questions: int) -> None:
    embedder = PlannedEmbedder()
    indexes, memory = ChromaIndexes(folder / "index"), MemoryIndexes()
    benches = []
    for number in range(packs):
        made = invent_pack(f"p{number}", embedder, rows=rows, questions=questions, seed=number)
        benches.append(
            Bench(
                made,
                indexes.build(made.pack, made.task, embedder),
                memory.build(made.pack, made.task, embedder),
                embedder.embed(made.questions),
            )
        )
    collections = _collections(indexes, benches)
    peer = _peer(folder / "peer", benches, embedder)

    def bare(at: int, number: int, **include: object) -> object:
        vector = benches[at].vectors[number]
        return collections[at].query(query_embeddings=[vector], n_results=POOL, **include)

    ways: dict[str, Callable[[int, int], object]] = {
        f"bare Chroma query, {POOL} rows of the pack's own collection, ids alone": (
            lambda at, number: bare(at, number, include=[])
        ),
        "the same with what Chroma includes by default": bare,
        f"Polymath's choice of {K}": lambda at, number: _choose(benches[at], number),
        "the same choice, index in memory": lambda at, number: _choose(
            benches[at], number, memory=True
        ),
        f"LangChain SemanticSimilarityExampleSelector, {K} rows, metadata filter": peer,
    }
    times = _time(ways, [(at, number) for number in range(questions) for at in range(packs)])
    base = statistics.median(next(iter(times.values())))
    print(f"{packs * rows:,} examples in {packs} packs; {packs * questions} questions.\n")
    print("| way | median ms | p95 ms | times the bare query |\n|---|---|---|---|")
    for way, taken in times.items():
        middle, late = statistics.median(taken), float(np.percentile(taken, 95))
        print(f"| {way} | {middle * 1e3:.2f} | {late * 1e3:.2f} | {middle / base:.2f} |")
    _print_quality(benches)
    indexes.close()


def _choose(bench: Bench, number: int, *, memory: bool = False) -> Selection:
    return select(
        bench.exact if memory else bench.chroma,
        bench.invented.questions[number],
        bench.vectors[number],
        k=K,
        language="en",
        dense_weight=1.0,
        lexical_weight=1.0,
        today=TODAY,
    )


def _collections(indexes: ChromaIndexes, benches: Sequence[Bench]) -> list[Any]:
    """Chroma's own handle to each pack's collection."""
    client = indexes._database.connect()
    by_name = {found.name.rpartition(".")[0]: found.name for found in client.list_collections()}
    return [
        client.get_collection(by_name[bench.chroma.name], embedding_function=None)
        for bench in benches
    ]


def _peer(
    folder: Path, benches: Sequence[Bench], embedder: PlannedEmbedder
) -> Callable[[int, int], object]:
    """LangChain's selector over one collection with every pack's rows, told apart by metadata."""
    import chromadb
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings
    from langchain_core.example_selectors import SemanticSimilarityExampleSelector

    class Planned(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return embedder.embed(texts).tolist()

        def embed_query(self, text: str) -> list[float]:
            return embedder.embed([text])[0].tolist()

    settings = chromadb.config.Settings(anonymized_telemetry=False)
    client = chromadb.PersistentClient(str(folder), settings=settings)
    store = Chroma("examples", embedding_function=Planned(), client=client)
    selectors = []
    for bench in benches:
        pack, rows = bench.invented.pack.name, bench.invented.task.examples
        for start in range(0, len(rows), 5_000):
            batch = rows[start : start + 5_000]
            store.add_texts(
                [row.input for row in batch],
                metadatas=[{"input": r.input, "output": r.output, "pack": pack} for r in batch],
            )
        selectors.append(
            SemanticSimilarityExampleSelector(
                vectorstore=store,
                k=K,
                input_keys=["input"],
                vectorstore_kwargs={"filter": {"pack": pack}},
            )
        )
    return lambda at, number: selectors[at].select_examples(
        {"input": benches[at].invented.questions[number]}
    )


def _time(
    ways: dict[str, Callable[[int, int], object]], asked: Sequence[tuple[int, int]]
) -> dict[str, list[float]]:
    """Seconds each way took for each question, the ways in turn; one round first to warm up."""
    times: dict[str, list[float]] = {way: [] for way in ways}
    warm = len({at for at, _ in asked})
    order = list(ways.items())
    for turn, (at, number) in enumerate([*asked[:warm], *asked]):
        order.append(order.pop(0))  # no way always follows the same other
        for way, run in order:
            start = time.perf_counter()
            run(at, number)
            if turn >= warm:
                times[way].append(time.perf_counter() - start)
    return times


def _print_quality(benches: Sequence[Bench]) -> None:
    recalls, same = [], []
    for bench in benches:
        for number, vector in enumerate(bench.vectors):
            exact = best(bench.exact.cosines(vector), POOL).positions
            found = bench.chroma.dense(vector, POOL).positions
            recalls.append(len(np.intersect1d(exact, found)) / POOL)
            same.append(_choose(bench, number) == _choose(bench, number, memory=True))
    print(f"\nRecall@{POOL} of dense candidates against exact search: {np.mean(recalls):.4f}.")
    print(f"The whole choice is the same as the in-memory index's in {np.mean(same):.1%}.")


if __name__ == "__main__":
    main()
