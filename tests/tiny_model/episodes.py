"""Episodes: small tasks drawn anew each time, as the prompts that `build_prompt` makes of them.

In each input stands one telling word; it decides the output, but only in its own episode. So
nothing can be learnt by heart: the output is to be found in the examples of the prompt. (MetaICL,
Min et al. 2022, trains on episodes of real tasks; "Data distributional properties drive emergent
in-context learning", Chan et al. 2022, draws labels anew as here.)
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from domain_packs.pack import Example, Label, Task, TaskManifest
from domain_packs.prompt import Message, build_prompt
from domain_packs.strict import parse_yaml

PACKS = Path(__file__).parents[2] / "domain_packs"
#: How much there is to read: easy ones for the beginning of training, hard ones for its end.
Level = Literal["easy", "usual", "hard"]
#: Words that stand in any input and never tell anything.
COMMON = [
    "the",
    "a",
    "an",
    "of",
    "to",
    "and",
    "in",
    "is",
    "for",
    "on",
    "by",
    "with",
    "that",
    "this",
    "it",
    "as",
    "be",
    "or",
    "not",
    "at",
    "from",
    "are",
    "will",
    "shall",
    "any",
    "all",
    "if",
    "no",
    "has",
    "was",
    "which",
    "may",
    "its",
    "his",
    "her",
    "their",
    "our",
    "your",
    "you",
    "we",
    "they",
    "he",
    "she",
    "there",
    "here",
]


@dataclass(frozen=True)
class Episode:
    """One prompt of `task` and its right `answer`.

    `told` says of each example whether an earlier one of the prompt has the same telling word;
    `decided` whether some example has the question's. Where none has, `answer` is any output.
    """

    task: Task
    examples: tuple[Example, ...]
    question: str
    answer: str
    told: tuple[bool, ...]
    decided: bool

    def messages(self) -> tuple[Message, ...]:
        """The real prompt."""
        prompt = build_prompt(
            self.task, self.question, self.examples, count_tokens=lambda messages: 0, budget=1
        )
        return prompt.messages


@dataclass(frozen=True)
class Words:
    """What episodes are made of: `known` for training, `unseen` kept for trying the model."""

    known: tuple[str, ...]
    unseen: tuple[str, ...]


def pack_texts() -> list[str]:
    """The inputs and outputs of the example packs' examples."""
    texts = []
    for path in sorted(PACKS.glob("*/tasks/*/examples.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            texts += [row["input"], row["output"]]
    return texts


def pack_tasks(folder: Path = PACKS) -> list[Task]:
    """The classification tasks of the packs in `folder`, without their rows."""
    found = []
    for path in sorted(folder.glob("**/tasks/*/task.yaml")):
        manifest = TaskManifest.model_validate(parse_yaml(path.read_text(encoding="utf-8"))[0])
        if manifest.kind == "classification":
            found.append(Task(f"{path.parents[2].name}/{path.parent.name}", manifest))
    return found


def read_words() -> Words:
    """The words of the example packs, a tenth of them kept unseen."""
    found = Counter(word for text in pack_texts() for word in re.findall(r"\b[a-z]{3,9}\b", text))
    words = sorted(word for word in found if found[word] > 2 and word not in COMMON)
    return Words(
        tuple(word for number, word in enumerate(words) if number % 10),
        tuple(word for number, word in enumerate(words) if not number % 10),
    )


def draw_episode(
    draw: random.Random,
    words: Sequence[str],
    *,
    shots: int | None = None,
    labels: Sequence[str] | None = None,
    task: Task | None = None,
    kind: str | None = None,
    level: Level = "usual",
) -> Episode:
    """An episode with `shots` examples (0 to 8), drawn where not given.

    `labels` or a whole `task` of somebody else's may be given instead of drawn ones. Easy ones
    are short, with few labels of a word each; hard ones have many labels with long descriptions.
    """
    easy = level == "easy"
    kind = kind or draw.choices(["classification", "qa", "explanation"], [80, 5, 15])[0]
    count = draw.choice([2, 3, 3, 4, 4, 5, 6, 8])
    if easy:
        kind, count = "classification", draw.choice([2, 2, 3, 3, 4])
        shots = draw.choice([3, 4, 5, 6, 7, 8])
    if level == "hard":
        count = draw.randint(3, 10)
    if task is not None:
        labels = task.labels
    names = list(labels or _distinct(draw, lambda: _name(draw, words, easy), count))
    shots = draw.choice([0, 1, 2, 3, 3, 4, 4, 4, 5, 8]) if shots is None else shots
    texts = _Texts(draw, words, level)
    telling = [texts.fresh() for _ in names]
    outputs = {name: _output(draw, kind, name, texts) for name in names}
    shown = draw.sample(names, min(len(names), draw.randint(1, max(1, shots))))
    rows = [draw.choice(shown) for _ in range(shots)]
    decided = bool(rows) and draw.random() < 0.95
    asked = draw.choice(rows if decided else names)
    told = tuple(name in rows[:place] for place, name in enumerate(rows))
    examples = tuple(
        Example(id=str(place), input=texts.around(telling[names.index(name)]), output=outputs[name])
        for place, name in enumerate(rows)
    )
    return Episode(
        task or _task(draw, kind, names if labels else draw.sample(names, len(names)), texts),
        examples,
        texts.around(telling[names.index(asked)]),
        outputs[asked],
        told,
        asked in rows,
    )


class _Texts:
    """Inputs of one episode: the same frame in all of them, and words of their own in each."""

    def __init__(self, draw: random.Random, words: Sequence[str], level: Level) -> None:
        self._draw = draw
        self._left = draw.sample(list(words), min(len(words), 400 if level == "hard" else 200))
        long = draw.random() < 0.15
        self._frame = [self._word() for _ in range(draw.randint(0, 4 if long else 2))]
        self._common = draw.sample(COMMON, draw.randint(1, 8 if long else 3))
        self._own = draw.randint(0, 4 if long else 1)
        self.described = level != "easy" and draw.random() < (0.6 if level == "hard" else 0.2)
        self.description = draw.choice([(1, 6), (1, 6), (6, 16)])
        if level == "hard":
            self.description = draw.choice([(1, 6), (6, 16), (12, 24)])
        if level == "easy":
            self._frame, self._common, self._own = [], self._common[:1], 0

    def _word(self) -> str:
        return self._left.pop() if self._left else self._draw.choice(COMMON)

    def fresh(self) -> str:
        """A word that stands nowhere else in the episode."""
        return _respell(self._draw, self._word())

    def some(self, low: int, high: int) -> str:
        """A few words that stand nowhere else in the episode."""
        return " ".join(self._word() for _ in range(self._draw.randint(low, high)))

    def around(self, telling: str) -> str:
        """An input with this telling word."""
        own = [self._word() for _ in range(self._draw.randint(0, self._own))]
        common = [word for word in self._common[1:] if self._draw.random() < 0.5]
        parts = [telling, *own, *common]
        self._draw.shuffle(parts)
        place = self._draw.randint(0, len(self._frame))
        first = self._common[:1] if self._draw.random() < 0.8 else []
        text = " ".join([*first, *self._frame[:place], *parts, *self._frame[place:]])
        return text[0].upper() + text[1:] if self._draw.random() < 0.2 else text


def _respell(draw: random.Random, word: str) -> str:
    """Sometimes a word of no language: its letters in another order, in capitals, with a number."""
    way = draw.random()
    if way < 0.1:
        return "".join(draw.sample(word, len(word)))
    if way < 0.15:
        return word.capitalize()
    if way < 0.2:
        return f"{word}{draw.randint(2, 99)}"
    return word


def _name(draw: random.Random, words: Sequence[str], easy: bool) -> str:
    """A label: one to three words, joined as labels are."""
    parts = draw.sample(list(words), 1 if easy else draw.choices([1, 2, 3], [65, 25, 10])[0])
    return draw.choice(["-", "-", "_", " "]).join(parts)


def _distinct(draw: random.Random, make: object, count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found[make()] = None  # type: ignore[operator]
    return list(found)


def _output(draw: random.Random, kind: str, name: str, texts: _Texts) -> str:
    if kind == "classification":
        return name
    return f"{name}: {texts.some(1, 4)}" if kind == "qa" else texts.some(1, 5)


def _task(draw: random.Random, kind: str, names: Sequence[str], texts: _Texts) -> Task:
    labels = [
        Label(name=name, description=texts.some(*texts.description) if texts.described else None)
        for name in names
    ]
    manifest = TaskManifest(
        kind=kind,
        title="An episode",
        instruction=texts.some(1, 5) + ".",
        labels=[] if kind == "explanation" else labels,
        metric="exact_match" if kind == "explanation" else "accuracy",
        languages=["en"],
    )
    return Task("episode", manifest)
