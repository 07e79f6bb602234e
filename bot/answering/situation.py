"""What a way of answering is given: the question, where it was routed, and what it may use."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from bot.answering.answer import Used
from bot.answering.question import Question
from domain_packs.pack import Example, Pack, Task
from retrievers.embedder import Embedder, Vectors
from retrievers.index import TaskIndex
from retrievers.languages import primary
from retrievers.selection import Selection, Taken, select
from retrievers.worth import reads

#: An embedder reads some hundred words of a text; more, in characters, needn't be handed to it.
_SEEN = 4_000


@dataclass(frozen=True)
class Situation:
    """One question at one task.

    `language` is the asker's, `input_language` that of what the task gets as its input.
    """

    question: Question
    pack: Pack
    task: Task
    language: str
    input_language: str
    worth: dict[str, float]
    embedder: Embedder
    open_index: Callable[[], TaskIndex]
    today: datetime.date

    @property
    def target(self) -> str:
        return f"{self.pack.name}/{self.task.name}"

    @property
    def readable(self) -> bool:
        """Whether the embedder reads the input's language."""
        return reads(self.worth, self.input_language)

    @cached_property
    def vector(self) -> Vectors:
        """The input's vector, shape (dimension,); embedded when first needed."""
        vector: Vectors = self.embedder.embed([self.question.input[:_SEEN]])[0]
        return vector

    def choose(self, k: int, **budget: object) -> Selection:
        """The `k` examples that help most with the question; `budget` as
        `retrievers.selection.select` takes it."""
        return select(
            self.open_index(),
            self.question.input,
            self.vector if self.readable else None,
            k=k,
            language=self.input_language,
            dense_weight=self.worth.get(primary(self.input_language), 0.0)
            if self.readable
            else 0.0,
            lexical_weight=1.0,
            jurisdiction=self.question.jurisdiction,
            today=self.today,
            **budget,  # type: ignore[arg-type]
        )


def used(taken: Taken) -> Used:
    """An example as an answer reports it."""
    row = taken.example
    return Used(row.id, taken.score, row.input, row.output, row.reviewed_by, taken.reason)


def same(row: Example) -> Used:
    """An example that is the same question."""
    return Used(row.id, 1.0, row.input, row.output, row.reviewed_by, "it is the same question")
