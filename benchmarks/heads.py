"""Heads against voting neighbours and against SetFit, on the labelled tasks of the public rows.

    OMP_NUM_THREADS=1 python -m benchmarks.heads > benchmarks/results/heads.md

Each head is fitted on a few rows a class of the training rows, drawn by three seeds, and asked the
test rows (at most 250 a task). Neighbours are the 8 nearest rows by the same embedder, each with a
vote, ties by similarity. SetFit's figures come from benchmarks/results/setfit.jsonl, on the same
rows, with the same weights to start from; runs that aren't there are left out on both sides.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from statistics import mean, median

import numpy as np

from benchmarks.labelled import LabelledTask, Row, few_rows, labelled_tasks, test_rows
from benchmarks.setfit_runs import PER_CLASS, SEEDS, finished_runs
from retrievers.embedder import Embedder, Vectors, open_embedder
from retrievers.heads import fit_head

NEIGHBOURS = 8
SHOTS = (8, 16)
#: At most so many rows a class stand for "all".
ALL = 10_000


@dataclass(frozen=True)
class Run:
    """What one head, and the neighbours beside it, did on a task's test rows; F1 in percent."""

    task: str
    shots: int
    rows: int
    labels: int
    head_f1: float
    spelling_f1: float
    voting_f1: float
    fit_s: float
    question_ms: float
    answered: float
    wrong: float | None


def main() -> None:
    """Prints the tables."""
    embedder = open_embedder()
    runs, setfit = [], []
    for task in labelled_tasks():
        vectors = embedded(task, embedder)
        for shots in (*SHOTS, ALL):
            for seed in SEEDS if shots in SHOTS else (0,):
                runs.append(one_run(task, shots, seed, vectors))
    for found in finished_runs():
        seed = SEEDS.index(int(str(found["seed"])))
        same = [run for run in runs if (run.task, run.shots) == (found["task"], PER_CLASS)]
        setfit.append((same[seed], float(str(found["macro_f1"]))))
    print(
        "# Heads\n\n`OMP_NUM_THREADS=1 python -m benchmarks.heads > benchmarks/results/heads.md`\n"
    )
    print_voting(runs)
    print_setfit(setfit)
    print_promises(runs)
    print_costs(runs)


def embedded(task: LabelledTask, embedder: Embedder) -> dict[str, Vectors]:
    """The vector of each text of `task` that is trained on or asked."""
    texts = sorted({row.text for row in (*task.train, *test_rows(task))}, key=len)
    return dict(zip(texts, embedder.embed(texts), strict=True))


def one_run(task: LabelledTask, shots: int, seed: int, vectors: dict[str, Vectors]) -> Run:
    """Fits a head on `shots` rows a class, and asks it and the neighbours the test rows."""
    rows, asked = few_rows(task, shots, seed), test_rows(task)
    texts, labels = [row.text for row in rows], [row.label for row in rows]
    known = np.stack([vectors[text] for text in texts])
    questions = [row.text for row in asked]
    found = np.stack([vectors[text] for text in questions])
    started = time.perf_counter()
    head = fit_head(texts, known, labels, seed=seed)
    fit_s = time.perf_counter() - started
    if head is None:
        raise SystemExit(f"{task.name} has one label only.")
    started = time.perf_counter()
    both = np.concatenate(
        [
            head.probabilities(questions[place : place + 1], found[place : place + 1])
            for place in range(len(questions))
        ]
    )
    question_ms = 1000 * (time.perf_counter() - started) / len(questions)
    names, truth = np.array(head.labels), np.array([row.label for row in asked])
    answers = names[both.argmax(axis=1)]
    sure = both.max(axis=1) >= head.threshold
    return Run(
        task=task.name,
        shots=shots,
        rows=len(rows),
        labels=len(names),
        head_f1=f1(asked, answers.tolist()),
        spelling_f1=f1(asked, names[head.probabilities(questions).argmax(axis=1)].tolist()),
        voting_f1=f1(asked, vote(found @ known.T, labels)),
        fit_s=fit_s,
        question_ms=question_ms,
        answered=float(sure.mean()),
        wrong=float((answers != truth)[sure].mean()) if sure.any() else None,
    )


def vote(similarities: Vectors, labels: list[str]) -> list[str]:
    """The label that most of the nearest rows have; `similarities`: shape (questions, rows)."""
    found = []
    for row in similarities:
        votes: dict[str, float] = defaultdict(float)
        for place in np.argsort(-row)[:NEIGHBOURS]:
            votes[labels[place]] += 1 + 1e-3 * float(row[place])
        found.append(max(votes, key=lambda label: votes[label]))
    return found


def f1(asked: list[Row], answers: list[str]) -> float:
    """Macro-F1 of `answers`, in percent."""
    from sklearn.metrics import f1_score

    truth = [row.label for row in asked]
    return 100 * float(f1_score(truth, answers, average="macro", zero_division=0))


def print_voting(runs: list[Run]) -> None:
    """A table a number of shots: head, its n-grams alone, and voting; mean macro-F1 over seeds."""
    for shots in SHOTS:
        print(f"## {shots} rows a class, macro-F1, mean of {len(SEEDS)} seeds\n")
        print("| task | labels | 8-NN voting | n-grams alone | head | head - voting |")
        print("|---|---|---|---|---|---|")
        lines = []
        for name in dict.fromkeys(run.task for run in runs):
            here = [run for run in runs if (run.task, run.shots) == (name, shots)]
            voting, alone, head = (
                mean(getattr(run, field) for run in here)
                for field in ("voting_f1", "spelling_f1", "head_f1")
            )
            lines.append((voting, alone, head))
            print(f"| {name} | {here[0].labels} | {scores(voting, alone, head)} |")
        voting, alone, head = (mean(column) for column in zip(*lines, strict=True))
        print(f"| **mean** | | {scores(voting, alone, head)} |")
        wins = sum(head > voting for voting, _, head in lines)
        print(f"\nThe head wins {wins} of {len(lines)} tasks.\n")


def scores(voting: float, alone: float, head: float) -> str:
    """The cells of a row: three scores and what the head gains."""
    return f"{voting:.1f} | {alone:.1f} | {head:.1f} | {head - voting:+.1f}"


def print_setfit(pairs: list[tuple[Run, float]]) -> None:
    """Head and SetFit on the same rows, the mean of each task, and the mean of the tasks."""
    print(f"## Against SetFit 1.2.0 (num_iterations=5), {PER_CLASS} rows a class, macro-F1\n")
    print("| task | seeds | SetFit | head | head - SetFit |\n|---|---|---|---|---|")
    lines = []
    for name in dict.fromkeys(run.task for run, _ in pairs):
        here = [(run.head_f1, other) for run, other in pairs if run.task == name]
        head, other = (mean(column) for column in zip(*here, strict=True))
        lines.append((head, other))
        print(f"| {name} | {len(here)} | {other:.1f} | {head:.1f} | {head - other:+.1f} |")
    if lines:
        head, other = (mean(column) for column in zip(*lines, strict=True))
        print(f"| **mean** | | {other:.1f} | {head:.1f} | {head - other:+.1f} |")
    wins = sum(head > other for head, other in lines)
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
    print()


def print_costs(runs: list[Run]) -> None:
    """What fitting a head and asking it cost, the embedding aside."""
    print("## Cost, the embedding aside\n")
    print("| task | labels | rows | fitting, s | a question, ms |\n|---|---|---|---|---|")
    for name in dict.fromkeys(run.task for run in runs):
        for shots in (*SHOTS, ALL):
            here = [run for run in runs if (run.task, run.shots) == (name, shots)]
            seconds, millis = (median(getattr(run, field) for run in here) for field in COSTS)
            row = f"| {name} | {here[0].labels} | {here[0].rows} | {seconds:.2f} | {millis:.2f} |"
            print(row)


COSTS = ("fit_s", "question_ms")

if __name__ == "__main__":
    main()
