"""An example selector for anyone's LangChain chain, over the index of a task."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from langchain_core.example_selectors import BaseExampleSelector
from langchain_core.runnables import run_in_executor

from domain_packs.pack import Example
from retrievers.embedder import Embedder
from retrievers.errors import SelectorInputError
from retrievers.index import TaskIndex
from retrievers.memory import extend
from retrievers.selection import Cost, Taken, select


class TaskExampleSelector(BaseExampleSelector):
    """Chooses examples as Polymath does, for `FewShotChatMessagePromptTemplate` and its like.

    An example is a dictionary with `input` and `output`; its `metadata` (`id`, `score`, `dense`,
    `lexical`, `reason`, `reviewed_by`) is left out by templates that don't name it. LangChain's
    `FewShotPromptTemplate` formats the examples' own text once more, so outputs with braces (JSON)
    want the chat template. The other arguments are those of `selection.select`.
    """

    def __init__(
        self,
        index: TaskIndex,
        embedder: Embedder,
        *,
        k: int = 4,
        input_key: str = "input",
        language: str = "en",
        dense_weight: float = 1.0,
        lexical_weight: float = 1.0,
        jurisdiction: str | None = None,
        cost: Cost | None = None,
        budget: int | None = None,
        today: Callable[[], datetime.date] = datetime.date.today,
    ) -> None:
        self.index = index
        self.embedder = embedder
        self.k = k
        self.input_key = input_key
        self.language = language
        self.dense_weight = dense_weight
        self.lexical_weight = lexical_weight
        self.jurisdiction = jurisdiction
        self.cost = cost
        self.budget = budget
        self.today = today

    def select_examples(self, input_variables: dict[str, str]) -> list[dict[str, Any]]:
        """The examples for `input_variables[input_key]`, the nearest last.

        Raises `SelectorInputError` where that key is missing, and what `select` raises.
        """
        question = self._text(input_variables, self.input_key)
        vector = self.embedder.embed([question])[0] if self.dense_weight > 0 else None
        selection = select(
            self.index,
            question,
            vector,
            k=self.k,
            language=self.language,
            dense_weight=self.dense_weight,
            lexical_weight=self.lexical_weight,
            jurisdiction=self.jurisdiction,
            today=self.today(),
            cost=self.cost,
            budget=self.budget,
        )
        return [_as_variables(taken) for taken in selection.taken]

    async def aselect_examples(self, input_variables: dict[str, str]) -> list[dict[str, Any]]:
        """`select_examples` in a thread of its own."""
        return await run_in_executor(None, self.select_examples, input_variables)

    def add_example(self, example: dict[str, str]) -> str:
        """Adds an example with `input` and `output` for this selector alone, and returns its id.

        The pack and its index stay as they are: they hold what was curated. Raises
        `SelectorInputError` where a key is missing.
        """
        number = len(self.index) + 1
        while f"added-{number}" in self.index.position_of:
            number += 1
        row = Example(
            id=f"added-{number}",
            input=self._text(example, "input"),
            output=self._text(example, "output"),
        )
        self.index = extend(self.index, [row], self.embedder)
        return row.id

    def _text(self, given: dict[str, str], key: str) -> str:
        text = given.get(key)
        if not isinstance(text, str) or not text.strip():
            raise SelectorInputError(
                f"The example selector needs the text {key!r} and was given {sorted(given)!r}.",
                "Pass that variable, or name another one with `input_key`.",
            )
        return text


def _as_variables(taken: Taken) -> dict[str, Any]:
    return {
        "input": taken.example.input,
        "output": taken.example.output,
        "metadata": {
            "id": taken.example.id,
            "score": taken.score,
            "dense": taken.dense,
            "lexical": taken.lexical,
            "reason": taken.reason,
            "reviewed_by": taken.example.reviewed_by,
        },
    }
