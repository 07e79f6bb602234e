"""Routing over all bundled packs together, cross-validated on their questions, with risk and
coverage.

    .venv/bin/python -m benchmarks.routing

Each question is routed by a router that was fitted without it (five folds, three seeds; asks
always learned from), thresholds included. Prints a Markdown table a language, what each threshold
does, and the questions that go wrong.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.answering.reading import embed, read_text
from bot.answering.router import NONE, Asked, Ranking, fit_router, gather
from domain_packs.pack import Pack
from domain_packs.store import PackStore
from retrievers.embedder import DEFAULT, Embedder, Remembering, open_embedder
from retrievers.languages import detect
from retrievers.worth import measure_worth, reads

FOLDS = 5
SEEDS = (0, 1, 2)
#: Shares of the questions in scope for which the risk is printed.
COVERAGES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True)
class Routed:
    """One question with the ranking of a router that hadn't seen it."""

    asked: Asked
    language: str
    ranking: Ranking

    @property
    def inside(self) -> bool:
        return self.asked.target != NONE

    @property
    def first(self) -> str:
        """The likeliest task."""
        return self.ranking.tasks[0][0]

    @property
    def among_three(self) -> bool:
        return self.asked.target in [task for task, _ in self.ranking.tasks[:3]]

    @property
    def outcome(self) -> str:
        """What the asker meets: out of scope, buttons, the right task or a wrong one."""
        if self.ranking.out_of_scope:
            return "out of scope"
        if not self.ranking.sure:
            return "buttons"
        return "right" if self.first == self.asked.target else "wrong"


def route_all(packs: list[Pack], embedder: Embedder, seed: int) -> Iterator[Routed]:
    """Every question of the packs, routed by a router fitted on the other folds."""
    worth = measure_worth(embedder)
    everything = gather(packs)
    questions = [each for each in everything if not each.ask]
    random.Random(seed).shuffle(questions)
    questions.sort(key=lambda each: each.target)
    for fold in range(FOLDS):
        held = questions[fold::FOLDS]
        learned = [each for each in everything if each not in set(held)]
        router = fit_router(packs, embedder, worth, asked=learned, seed=seed)
        for each in held:
            reading = read_text(each.text)
            language = detect(reading.asking, ["es", "de"])
            vectors = embed([reading], embedder)[0] if reads(worth, language) else None
            yield Routed(each, language, router.rank(reading, vectors))


def share(rows: list[Routed], test: Callable[[Routed], bool]) -> str:
    """The share of rows for which `test` holds, as a percentage."""
    return f"{100 * sum(map(test, rows)) / len(rows):.1f} %" if rows else "–"


def table(rows: list[Routed]) -> Iterator[str]:
    """The figures of each language as a Markdown table."""
    groups = [
        [row for row in rows if row.language == "en"],
        [row for row in rows if row.language == "ko"],
        [row for row in rows if row.language not in ("en", "ko")],
    ]

    def line(title: str, test: Callable[[Routed], bool], *, inside: bool) -> str:
        cells = [share([row for row in group if row.inside == inside], test) for group in groups]
        return f"| {title} | {' | '.join(cells)} |"

    inside = [sum(row.inside for row in group) // len(SEEDS) for group in groups]
    outside = [sum(not row.inside for row in group) // len(SEEDS) for group in groups]
    counts = [f"{first} + {second}" for first, second in zip(inside, outside, strict=True)]
    yield "| | English | Korean | other |"
    yield "|---|---|---|---|"
    yield f"| questions in scope + out of scope | {' | '.join(counts)} |"
    yield line("right task first", lambda row: row.first == row.asked.target, inside=True)
    yield line("right task among the first three", lambda row: row.among_three, inside=True)
    for outcome in ("right", "wrong", "buttons", "out of scope"):
        yield line(f"in scope: {outcome}", lambda row, o=outcome: row.outcome == o, inside=True)  # type: ignore[misc]
    yield line("out of scope: told", lambda row: row.outcome == "out of scope", inside=False)
    yield line("out of scope: buttons", lambda row: row.outcome == "buttons", inside=False)


def risk_coverage(rows: list[Routed]) -> Iterator[str]:
    """Share of wrong tasks among the most certain questions in scope, by how many are routed."""
    inside = sorted((row for row in rows if row.inside), key=lambda row: -row.ranking.tasks[0][1])
    wrong = np.cumsum([row.first != row.asked.target for row in inside])
    yield "| coverage | " + " | ".join(f"{coverage:.0%}" for coverage in COVERAGES) + " |"
    yield "|---|" + "---|" * len(COVERAGES)
    ends = [max(1, round(coverage * len(inside))) for coverage in COVERAGES]
    cells = [f"{100 * wrong[end - 1] / end:.1f} %" for end in ends]
    yield f"| wrong task | {' | '.join(cells)} |"


def main() -> None:
    embedder = Remembering(open_embedder(sys.argv[1] if len(sys.argv) > 1 else DEFAULT))
    packs, _ = PackStore(Path("/nonexistent")).load()
    rows = [row for seed in SEEDS for row in route_all(packs, embedder, seed)]
    print(f"Embedder {embedder.name}, {len(packs)} packs, {FOLDS} folds, seeds {SEEDS}.\n")
    print("\n".join(table(rows)))
    for language, name in (("en", "English"), ("ko", "Korean")):
        print(f"\nRisk and coverage, {name}:\n")
        print("\n".join(risk_coverage([row for row in rows if row.language == language])))
    print("\nWhat goes wrong, with how many of the three seeds:\n")
    wrong = Counter(
        (row.asked.target, row.first, row.asked.text) for row in rows if row.outcome == "wrong"
    )
    for (target, found, text), count in wrong.most_common():
        print(f"- {count}: {target} → {found}: {' '.join(text.split())[:100]}")


if __name__ == "__main__":
    main()
