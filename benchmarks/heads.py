"""Heads against voting neighbours and against SetFit, on the labelled tasks of the public rows.

    OMP_NUM_THREADS=1 python -m benchmarks.heads > benchmarks/results/heads.md

Each head is fitted on a few rows a class of the training rows, drawn by three seeds, and asked the
test rows (at most 250 a task). Neighbours are the 8 nearest rows by the same embedder, each with a
vote, ties by similarity. SetFit's figures come from benchmarks/results/setfit.jsonl, on the same
rows, with the same weights to start from; runs that aren't there are left out on both sides. The
head reads the labels' names too, as it does in a pack; a column shows it without them.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, median

import numpy as np
from numpy.typing import NDArray

from benchmarks.labelled import LabelledTask, asked_rows, few_rows, labelled_tasks
from benchmarks.setfit_runs import PER_CLASS, SEEDS, finished_runs
from retrievers.embedder import Embedder, Vectors, open_embedder
from retrievers.heads import Head, fit_head
from retrievers.hints import Hints, label_hints

NEIGHBOURS = 8
SHOTS = (8, 16)
#: At most so many rows a class: all there are.
ALL = 10_000


@dataclass(frozen=True)
class Run:
    """What one head, and the neighbours beside it, did on a task's test rows; F1 in percent."""

    task: str
    shots: int
    seed: int
    rows: int
    labels: int
    voting_f1: float
    spelling_f1: float
    nameless_f1: float
    head_f1: float
    fit_s: float
    question_ms: float
    answered: float
    wrong: float | None


def main() -> None:
    """Prints the tables."""
    embedder = open_embedder()
    setfit = setfit_scores()
    runs = []
    for task in labelled_tasks():
        vectors = embedded(task, embedder)
        hints = label_hints({row.label: "" for row in task.train}, embedder.embed)
        for shots in (*SHOTS, ALL):
            seeds = set(SEEDS if shots in SHOTS else SEEDS[:1])
            if shots == PER_CLASS:
                seeds |= setfit.get(task.name, {}).keys()
            runs += [one_run(task, shots, seed, vectors, hints) for seed in sorted(seeds)]
    print(
        "# Heads\n\n`OMP_NUM_THREADS=1 python -m benchmarks.heads > benchmarks/results/heads.md`\n"
    )
    first = [run for run in runs if run.seed in SEEDS]
    for shots in SHOTS:
        print_voting(shots, [run for run in first if run.shots == shots])
    few = {(run.task, run.seed): run for run in runs if run.shots == PER_CLASS}
    title = f"{PER_CLASS} rows a class against SetFit 1.2.0, num_iterations=5: macro-F1"
    print(f"## {title}, mean of {len(SEEDS)} seeds\n")
    print_setfit(few, {task: some_of(found, SEEDS) for task, found in setfit.items()})
    print(f"## {title}, mean of all seeds that were run\n")
    print_setfit(few, setfit)
    print_promises(first)
    print_costs(first)


def embedded(task: LabelledTask, embedder: Embedder) -> dict[str, Vectors]:
    """The vector of each text of `task` that is trained on or asked."""
    texts = sorted({row.text for row in (*task.train, *asked_rows(task))}, key=len)
    return dict(zip(texts, embedder.embed(texts), strict=True))


def one_run(
    task: LabelledTask, shots: int, seed: int, vectors: dict[str, Vectors], hints: Hints
) -> Run:
    """Fits a head on `shots` rows a class, and asks it and the neighbours the test rows."""
    rows, asked = few_rows(task, shots, seed), asked_rows(task)
    texts, labels = [row.text for row in rows], [row.label for row in rows]
    known = np.stack([vectors[text] for text in texts])
    questions, truth = [row.text for row in asked], [row.label for row in asked]
    found = np.stack([vectors[text] for text in questions])
    started = time.perf_counter()
    head = fit_head(texts, known, labels, seed=seed, hints=hints)
    fit_s = time.perf_counter() - started
    nameless = fit_head(texts, known, labels, seed=seed, hints=Hints((), ()))
    if head is None or nameless is None:
        raise SystemExit(f"{task.name} has one label only.")
    started = time.perf_counter()
    told = [head.probabilities([text], vectors[text][None]) for text in questions]
    question_ms = 1000 * (time.perf_counter() - started) / len(questions)
    both = np.concatenate(told)
    sure = both.max(axis=1) >= head.threshold
    missed = np.array(answers(head, both)) != np.array(truth)
    return Run(
        task=task.name,
        shots=shots,
        seed=seed,
        rows=len(rows),
        labels=len(head.labels),
        voting_f1=f1(truth, vote(found @ known.T, labels)),
        spelling_f1=f1(truth, answers(head, head.probabilities(questions))),
        nameless_f1=f1(truth, answers(nameless, nameless.probabilities(questions, found))),
        head_f1=f1(truth, answers(head, both)),
        fit_s=fit_s,
        question_ms=question_ms,
        answered=float(sure.mean()),
        wrong=float(missed[sure].mean()) if sure.any() else None,
    )


def answers(head: Head, probabilities: NDArray[np.float64]) -> list[str]:
    """The likeliest label of each row."""
    return [head.labels[place] for place in probabilities.argmax(axis=1)]


def vote(similarities: Vectors, labels: list[str]) -> list[str]:
    """The label that most of the nearest rows have; `similarities`: shape (questions, rows)."""
    found = []
    for row in similarities:
        votes: dict[str, float] = defaultdict(float)
        for place in np.argsort(-row)[:NEIGHBOURS]:
            votes[labels[place]] += 1 + 1e-3 * float(row[place])
        found.append(max(votes, key=lambda label: votes[label]))
    return found


def f1(truth: list[str], found: list[str]) -> float:
    """Macro-F1, in percent."""
    from sklearn.metrics import f1_score

    return 100 * float(f1_score(truth, found, average="macro", zero_division=0))


def print_voting(shots: int, runs: list[Run]) -> None:
    """A line a task: voting, n-grams alone, and the head; mean macro-F1 over the seeds."""
    print(f"## {shots} rows a class against voting: macro-F1, mean of {len(SEEDS)} seeds\n")
    columns = "8-NN voting | n-grams alone | head without names | head | head - voting"
    print(f"| task | labels | {columns} |")
    print("|---|---|---|---|---|---|---|")
    fields = ("voting_f1", "spelling_f1", "nameless_f1", "head_f1")
    lines = []
    for name in dict.fromkeys(run.task for run in runs):
        here = [run for run in runs if run.task == name]
        lines.append([mean(getattr(run, field) for run in here) for field in fields])
        print_line(f"{name} | {here[0].labels}", lines[-1])
    print_means("**mean** |", lines)


def setfit_scores() -> dict[str, dict[int, float]]:
    """SetFit's macro-F1 by task and seed, as far as it was run."""
    scores: dict[str, dict[int, float]] = defaultdict(dict)
    for found in finished_runs():
        scores[str(found["task"])][int(str(found["seed"]))] = float(str(found["macro_f1"]))
    return scores


def some_of(found: dict[int, float], seeds: Sequence[int]) -> dict[int, float]:
    """What was found with these seeds."""
    return {seed: score for seed, score in found.items() if seed in seeds}


def print_setfit(few: dict[tuple[str, int], Run], setfit: dict[str, dict[int, float]]) -> None:
    """A line a task: SetFit and the head on the same rows."""
    print("| task | seeds | SetFit | head without names | head | head - SetFit |")
    print("|---|---|---|---|---|---|")
    lines = []
    for task, scores in setfit.items():
        heads = [few[task, seed] for seed in scores]
        nameless = mean(run.nameless_f1 for run in heads)
        lines.append([mean(scores.values()), nameless, mean(run.head_f1 for run in heads)])
        print_line(f"{task} | {len(scores)}", lines[-1])
    print_means("**mean** |", lines)


def print_line(begin: str, scores: Sequence[float]) -> None:
    """A row of a table: the scores, and what the last gains over the first."""
    cells = " | ".join(f"{score:.1f}" for score in scores)
    print(f"| {begin} | {cells} | {scores[-1] - scores[0]:+.1f} |")


def print_means(begin: str, lines: list[list[float]]) -> None:
    """The last row of a table, and how many tasks the head wins."""
    if lines:
        print_line(begin, [mean(column) for column in zip(*lines, strict=True)])
    wins = sum(line[-1] > line[0] for line in lines)
    print(f"\nThe head wins {wins} of {len(lines)} tasks.\n")


def print_promises(runs: list[Run]) -> None:
    """What share of test rows is answered at a promised error rate of 10 %, and how many wrong."""
    print("## Promised: at most 10 % wrong answers\n")
    print("| task | rows a class | heads with a promise | test rows answered | of these wrong |")
    print("|---|---|---|---|---|")
    for name in dict.fromkeys(run.task for run in runs):
        for shots in (*SHOTS, ALL):
            here = [run for run in runs if (run.task, run.shots) == (name, shots)]
            wrong = [run.wrong for run in here if run.wrong is not None]
            stated = f"{mean(wrong):.1%}" if wrong else "-"
            count = "all" if shots == ALL else shots
            answered = mean(run.answered for run in here)
            print(f"| {name} | {count} | {len(wrong)} of {len(here)} | {answered:.0%} | {stated} |")
    made = [run.wrong for run in runs if run.wrong is not None]
    kept = sum(wrong <= 0.1 for wrong in made)
    print(f"\n{kept} of {len(made)} promises are kept on the test rows.\n")


def print_costs(runs: list[Run]) -> None:
    """What fitting a head and asking it cost, the embedding aside; the median of the runs."""
    print("## Cost on one thread, the embedding aside\n")
    print("| task | labels | rows | fitting, s | a question, ms |\n|---|---|---|---|---|")
    for name in dict.fromkeys(run.task for run in runs):
        for shots in (*SHOTS, ALL):
            here = [run for run in runs if (run.task, run.shots) == (name, shots)]
            seconds = median(run.fit_s for run in here)
            millis = median(run.question_ms for run in here)
            size = f"{here[0].labels} | {here[0].rows}"
            print(f"| {name} | {size} | {seconds:.2f} | {millis:.2f} |")


if __name__ == "__main__":
    main()
