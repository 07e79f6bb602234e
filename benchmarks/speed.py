"""How fast Polymath starts and answers, as ratios to what it can't do without.

    .venv/bin/python -m benchmarks.speed [RUNS]

Interleaved runs of whole processes, medians: `polymath --help` against importing typer and rich; a
cold `polymath ask` (index built) against importing torch and loading the embedder alone; and in
one process a warm question without a language model against embedding it.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import perf_counter

QUESTION = (
    'what kind of clause is this: "Either party may end this Agreement by giving the other thirty'
    " days' written notice.\""
)
EMBEDDER_ALONE = (
    "import torch, retrievers.embedder as e; folder = e.locate(e.DEFAULT);"
    "from sentence_transformers import SentenceTransformer;"
    "SentenceTransformer(str(folder), device='cpu', local_files_only=True)"
)


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Wall time of one process. Raises `CalledProcessError` where it fails."""
    start = perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return perf_counter() - start


def compare(
    ours: Callable[[], float], theirs: Callable[[], float], runs: int
) -> tuple[float, float]:
    """The medians of both, run in turn."""
    pairs = [(ours(), theirs()) for _ in range(runs)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def warm(environment: dict[str, str], runs: int) -> Iterator[tuple[str, float, float]]:
    """For each way of answering: milliseconds to answer and to embed a question, medians.

    Every question is asked once, and no text is embedded twice.
    """
    os.environ.update(environment)
    from bot.opening import open_polymath
    from bot.settings import read_settings

    polymath = open_polymath(read_settings(), lambda what, done, of_all: None)
    library = polymath.library
    library.build()
    questions = [row.question for pack in library.packs.values() for row in pack.questions]
    random.Random(0).shuffle(questions)
    polymath.ask(questions.pop())
    spent: dict[str, list[tuple[float, float]]] = {}
    for question in questions[: 40 * runs]:
        start = perf_counter()
        method = polymath.ask(question).method
        answered = perf_counter()
        library.embedder.embed([question])
        embedded = perf_counter()
        times = (1000 * (answered - start), 1000 * (embedded - answered))
        spent.setdefault(method, []).append(times)
        spent.setdefault("any way", []).append(times)
    for method, times_of in spent.items():
        title = f"{method} ({len(times_of)} questions)"
        yield title, *(statistics.median(column) for column in zip(*times_of, strict=True))


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "POLYMATH_HOME": home, "HF_HUB_OFFLINE": "1"}
        python, polymath = sys.executable, str(Path(sys.executable).with_name("polymath"))
        first = [polymath, "ask", QUESTION]
        subprocess.run(first, env=environment, check=True, capture_output=True)
        commands = {
            "`polymath --help` : importing typer and rich": (
                [polymath, "--help"],
                [python, "-c", "import typer, rich"],
                3 * runs,
            ),
            "cold `polymath ask` : importing torch and loading the embedder": (
                first,
                [python, "-c", EMBEDDER_ALONE],
                runs,
            ),
        }
        print("| what | ours | theirs | ratio |\n|---|---|---|---|")
        for title, (ours, theirs, times) in commands.items():
            a, b = compare(
                partial(seconds, ours, environment), partial(seconds, theirs, environment), times
            )
            print(f"| {title} | {a:.2f} s | {b:.2f} s | {a / b:.2f} |")
        for title, a, b in warm(environment, runs):
            print(f"| warm, {title} : embedding it | {a:.1f} ms | {b:.1f} ms | {a / b:.2f} |")


if __name__ == "__main__":
    main()
