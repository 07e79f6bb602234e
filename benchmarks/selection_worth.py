"""What selection is worth: chosen examples against random and nearest ones, at the same tokens.

    python -m benchmarks.selection_worth > benchmarks/results/selection.md

On the public tasks (PUBLIC_DATA, by default ../shared/data), with the bundled embedder. Every way
fills the same budget, as many tokens as four average examples of the task take, passing over what
doesn't fit. Where answers recur (labels) a question counts if an example has its very answer; where
they are free text, by the share of the answer's terms that stand in the examples' outputs.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import statistics
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.labelled import public_folder
from domain_packs.pack import Example, Pack, PackManifest, Task, TaskManifest
from retrievers.chroma import ChromaIndexes
from retrievers.embedder import DEFAULT, Embedder, locate, open_embedder
from retrievers.hits import best
from retrievers.index import TaskIndex
from retrievers.selection import select
from retrievers.terms import terms
from retrievers.worth import measure_worth, reads

SHOTS, MOST, SEEDS, TODAY = 4, 8, 5, datetime.date(2026, 11, 24)
#: Up to so many different answers are taken for labels.
RECURRING = 50
Tokens = Callable[[Example], int]


@dataclass(frozen=True)
class Measured:
    """One task: the mean value (0 to 1) and the mean tokens of each way."""

    name: str
    recurring: bool
    budget: int
    values: dict[str, float]
    tokens: dict[str, float]


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=100, help="test questions a task, at most")
    parser.add_argument("--index", type=Path, help="a folder that keeps the indexes between runs")
    options = parser.parse_args()
    embedder = open_embedder()
    worth, tokens = measure_worth(embedder), _counter()
    with tempfile.TemporaryDirectory() as folder:
        indexes = ChromaIndexes(options.index or Path(folder))
        measured = [
            _measure(task, rows[: options.questions], indexes, embedder, worth, tokens)
            for task, rows in public_tasks(public_folder())
        ]
        indexes.close()
    print("# What selection is worth\n")
    print(f"`python -m benchmarks.selection_worth --questions {options.questions}`\n")
    print(
        f"Embedder {embedder.name}; tokens as it counts them; at most {MOST} examples; random:"
        f" mean of {SEEDS} draws. Dense scores only in languages that the embedder reads.\n"
    )
    _print("Share of questions whose answer the examples contain", measured, recurring=True)
    _print("Share of the answer's terms in the examples' outputs", measured, recurring=False)


def _print(title: str, measured: Sequence[Measured], *, recurring: bool) -> None:
    shown = [task for task in measured if task.recurring == recurring]
    ways = list(shown[0].values)
    print(f"## {title}\n")
    print(f"| task | budget | {' | '.join(ways)} |\n|---|---|{'---|' * len(ways)}")
    for task in shown:
        cells = [f"{task.values[way]:.1%} ({task.tokens[way]:.0f})" for way in ways]
        print(f"| {task.name} | {task.budget} | {' | '.join(cells)} |")
    means = [f"**{statistics.mean(task.values[way] for task in shown):.1%}**" for way in ways]
    print(f"| **mean** | | {' | '.join(means)} |\n")
    for way in ways[:-1]:
        better = sum(task.values[ways[-1]] > task.values[way] for task in shown)
        worse = sum(task.values[ways[-1]] < task.values[way] for task in shown)
        print(f"- {ways[-1]} against {way}: better on {better}, worse on {worse} of {len(shown)}.")
    print("\nIn brackets: mean tokens of the examples.\n")


def _measure(
    task: Task,
    rows: Sequence[dict[str, Any]],
    indexes: ChromaIndexes,
    embedder: Embedder,
    worth: dict[str, float],
    tokens: Tokens,
) -> Measured:
    index = indexes.open_or_build(public_pack(task), task, embedder)
    prices = [tokens(row) for row in task.examples]
    budget = round(SHOTS * statistics.mean(prices))
    recurring = len({row.output for row in task.examples}) <= RECURRING
    values: dict[str, list[float]] = {"random": [], "nearest": [], "chosen": []}
    spent: dict[str, list[int]] = {way: [] for way in values}
    vectors = embedder.embed([row["input"] for row in rows])
    for number, (row, vector) in enumerate(zip(rows, vectors, strict=True)):
        near = best(index.cosines(vector), len(index)).positions.tolist()
        draws = [random.Random(f"{seed} {number}").sample(near, len(near)) for seed in range(SEEDS)]
        taken = [("random", _fill(draw, prices, budget)) for draw in draws]
        taken.append(("nearest", _fill(near, prices, budget)))
        taken.append(("chosen", _choose(index, row, vector, worth, prices, budget)))
        for way, positions in taken:
            values[way].append(_value(row["output"], index, positions, exact=recurring))
            spent[way].append(sum(prices[at] for at in positions))
    means = ({way: statistics.mean(of[way]) for way in of} for of in (values, spent))
    return Measured(task.name, recurring, budget, *means)


def _choose(
    index: TaskIndex,
    row: dict[str, Any],
    vector: NDArray[np.float32],
    worth: dict[str, float],
    prices: Sequence[int],
    budget: int,
) -> list[int]:
    language = str(row.get("language") or "en")
    selection = select(
        index,
        row["input"],
        vector,
        k=MOST,
        language=language,
        dense_weight=float(reads(worth, language)),
        lexical_weight=1.0,
        today=TODAY,
        cost=lambda example: prices[index.position_of[example.id]],
        budget=budget,
    )
    return [index.position_of[example.id] for example in selection.examples]


def _fill(order: Sequence[int], prices: Sequence[int], budget: int) -> list[int]:
    taken: list[int] = []
    for at in order:
        if prices[at] <= budget:
            taken.append(at)
            budget -= prices[at]
        if len(taken) == MOST:
            break
    return taken


def _value(answer: str, index: TaskIndex, taken: Sequence[int], *, exact: bool) -> float:
    outputs = [index.task.examples[at].output for at in taken]
    if exact:
        return float(answer in outputs)
    wanted = set(terms(answer))
    held = {term for output in outputs for term in terms(output)}
    return len(wanted & held) / (len(wanted) or 1)


def _counter() -> Tokens:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(str(locate(DEFAULT)), local_files_only=True)
    tokenizer.model_max_length = 10**9  # counting, not feeding: no warning about long texts
    return lambda row: len(tokenizer.encode(row.input)) + len(tokenizer.encode(row.output))


def public_tasks(folder: Path) -> Iterable[tuple[Task, list[dict[str, Any]]]]:
    """Every public task over its train rows, with its test rows."""
    for found in json.loads((folder / "tasks.json").read_text(encoding="utf-8")):
        place = folder / found["domain"] / found["name"]
        train, test = (_rows(place / f"{split}.jsonl") for split in ("train", "test"))
        labels = [{"name": name} for name in found["labels"] or []]
        labelled = found["kind"] in ("classification", "qa")
        manifest = TaskManifest.model_validate(
            {
                "kind": found["kind"],
                "title": found["name"],
                "instruction": found["instruction"],
                "labels": labels if labelled else [],
                "metric": found["metric"],
                "languages": ["en"],
            }
        )
        examples = tuple(
            Example(id=f"r{at}", input=row["input"], output=row["output"])
            for at, row in enumerate(train)
        )
        yield Task(found["name"].replace("_", "-"), manifest, examples=examples), test


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def public_pack(task: Task) -> Pack:
    manifest = PackManifest.model_validate(
        {
            "name": "public",
            "version": "1.0.0",
            "title": "Public rows",
            "description": "Public rows.",
            "languages": ["en"],
            "licence": "CC-BY-SA-4.0",
            "authors": ["Many"],
            "tasks": [task.name],
        }
    )
    return Pack(manifest, Path("public"), "public", {task.name: task})


if __name__ == "__main__":
    main()
