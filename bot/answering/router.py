"""The router: which task of which pack a question is for, or none.

It is fitted on the packs' own questions and asks: logistic regression on vectors and character
n-grams of the asking words, the payload and the whole question, and on how near the payload lies
to each task's examples. In a language that the embedder can't read a second one answers, on the
n-grams alone. Both thresholds are set by cross-validation on the questions: from which probability
a question is told out of scope, and from which a task is sure enough not to ask back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.answering.reading import Reading, Spelling, embed, read_text
from domain_packs.pack import Pack
from retrievers.calibration import deal_folds
from retrievers.classifier import HINT, Classifier, fit_classifier
from retrievers.embedder import Embedder, Vectors
from retrievers.languages import detect
from retrievers.logistic import Floats, Integers
from retrievers.worth import reads

#: The target of a question that no task takes.
NONE = "none"
#: Share of questions in scope that may be told out of scope, and that may go to a wrong task
#: unasked; a little under what new ones shall keep to (5 %), which held-out ones exceed as often
#: as not.
FALSE_ALARMS = 0.04
WRONG_TASKS = 0.03
#: Inverse penalty (scikit-learn's C), chosen by cross-validation on the bundled packs' questions.
_STRENGTH = 20.0


@dataclass(frozen=True)
class Asked:
    """A question to learn from: its text, its target (PACK/TASK or `NONE`) and whether it is only
    an ask."""

    text: str
    target: str
    ask: bool = False


@dataclass(frozen=True)
class Thresholds:
    """`none`: from this probability of `NONE` a question is out of scope. `sure`: from this share
    of the rest the best task is taken without asking back."""

    none: float
    sure: float


@dataclass(frozen=True)
class Side:
    """One of the two classifiers, with its thresholds."""

    classifier: Classifier
    thresholds: Thresholds


@dataclass(frozen=True)
class Ranking:
    """The tasks a question may be for, likeliest first, each with its probability; and that of
    none."""

    tasks: tuple[tuple[str, float], ...]
    none: float
    thresholds: Thresholds

    @property
    def out_of_scope(self) -> bool:
        """Whether no task takes the question."""
        return not self.tasks or self.none >= self.thresholds.none

    @property
    def sure(self) -> bool:
        """Whether the best task is clear enough not to ask back."""
        return self.share >= self.thresholds.sure

    @property
    def share(self) -> float:
        """The best task's part of the probability of all tasks, 0 to 1."""
        total = sum(probability for _, probability in self.tasks)
        return self.tasks[0][1] / total if total else 0.0


class Router:
    """Ranks the tasks for a question. `fit_router` makes one; `bot.answering.router_file` keeps
    it."""

    def __init__(
        self,
        targets: Sequence[str],
        spelling: Spelling,
        *,
        both: Side,
        spelled: Side,
        dimension: int,
    ) -> None:
        self.targets = tuple(targets)
        self.spelling = spelling
        self.both = both
        self.spelled = spelled
        self.dimension = dimension

    def rank(
        self, reading: Reading, vectors: Vectors | None, *, among: Collection[str] | None = None
    ) -> Ranking:
        """Ranks the tasks (`among` these alone, where given).

        `vectors` is a row of `reading.embed`, float32, shape (3 * dimension,); None where the
        embedder can't read the question's language.
        """
        side = self.spelled if vectors is None else self.both
        split = 0 if vectors is None else 3 * self.dimension
        weights = side.classifier.weights
        scores = self.spelling.scores(reading, weights[split:])
        if vectors is not None:
            scores = scores + vectors @ weights[:split]
        found = side.classifier.probabilities(scores[None, :].astype(np.float32))[0]
        allowed = [
            (target, float(found[at]))
            for at, target in enumerate(self.targets)
            if target != NONE and (among is None or target in among)
        ]
        allowed.sort(key=lambda each: -each[1])
        none = float(found[self.targets.index(NONE)])
        total = none + sum(probability for _, probability in allowed)
        ranked = tuple((target, probability / total) for target, probability in allowed)
        return Ranking(ranked, none / total, side.thresholds)


def gather(packs: Sequence[Pack]) -> list[Asked]:
    """What the packs say of how people ask: their questions and each task's asks."""
    targets = {f"{pack.name}/{task}" for pack in packs for task in pack.tasks}
    asked = [
        Asked(ask, f"{pack.name}/{name}", ask=True)
        for pack in packs
        for name, task in pack.tasks.items()
        for ask in (*task.manifest.asks, task.manifest.title)
    ]
    for pack in packs:
        for row in pack.questions:
            target = f"{pack.name}/{row.task}" if row.task else row.elsewhere or NONE
            asked.append(Asked(row.question, target if target in targets else NONE))
    return asked


def fit_router(
    packs: Sequence[Pack],
    embedder: Embedder,
    worth: dict[str, float],
    *,
    asked: Sequence[Asked] | None = None,
    seed: int = 0,
) -> Router:
    """Fits the router of these packs.

    `worth` says what the embedder is worth in each language; `asked` stands in for the packs' own
    questions and asks (benchmarks leave some out); `seed` deals the folds.
    """
    from scipy.sparse import csr_array, hstack
    from threadpoolctl import threadpool_limits

    asked = gather(packs) if asked is None else asked
    names = sorted(f"{pack.name}/{task}" for pack in packs for task in pack.tasks)
    targets = [*names, NONE]
    inputs = {f"{pack.name}/{name}": task for pack in packs for name, task in pack.tasks.items()}
    readings = [read_text(each.text) for each in asked]
    spelling, spelled = Spelling.build(
        readings, [[row.input for row in inputs[name].examples] for name in names]
    )
    wanted = np.array([targets.index(each.target) for each in asked], dtype=np.intp)
    folds = deal_folds([each.text for each in asked], wanted, seed=seed)
    folds[[each.ask for each in asked]] = HINT
    readable = np.array([reads(worth, detect(each.asking)) for each in readings])
    whole = np.array([not each.ask for each in asked])
    vectors = embed(readings, embedder)
    with threadpool_limits(1):
        joined = hstack([csr_array(vectors), spelled], format="csr")
        return Router(
            targets,
            spelling,
            both=_fit_side(joined, wanted, folds, whole & readable, len(targets)),
            spelled=_fit_side(spelled, wanted, folds, whole & ~readable, len(targets)),
            dimension=embedder.dimension,
        )


def _fit_side(
    rows: Any, wanted: Integers, folds: Integers, judged: NDArray[np.bool_], targets: int
) -> Side:
    """A side fitted on all rows; its thresholds from the `judged` ones (all, where there are none),
    each held out."""
    classifier, held_out = fit_classifier(rows, wanted, folds, labels=targets, strength=_STRENGTH)
    questions = folds != HINT
    chosen = judged[questions] if judged.any() else np.ones(int(questions.sum()), dtype=bool)
    return Side(classifier, choose_thresholds(held_out[chosen], wanted[questions][chosen]))


def choose_thresholds(probabilities: Floats, wanted: Integers) -> Thresholds:
    """The thresholds that keep to `FALSE_ALARMS` and `WRONG_TASKS` on held-out questions.

    `probabilities`: shape (n, targets), the last target being `NONE`.
    """
    none = probabilities[:, -1]
    inside = wanted != probabilities.shape[1] - 1
    if not inside.any():
        return Thresholds(none=0.5, sure=0.5)
    told = float(np.quantile(none[inside], 1 - FALSE_ALARMS, method="higher"))
    tasks = probabilities[inside, :-1]
    share = tasks.max(axis=1) / np.maximum(tasks.sum(axis=1), 1e-12)
    wrong = tasks.argmax(axis=1) != wanted[inside]
    order = np.argsort(-share, kind="stable")
    rate = np.cumsum(wrong[order]) / len(order)
    kept = np.flatnonzero(rate <= WRONG_TASKS)
    sure = float(share[order][kept[-1]]) if len(kept) else 1.0
    return Thresholds(none=np.nextafter(told, 2.0), sure=sure if len(kept) < len(order) else 0.0)
