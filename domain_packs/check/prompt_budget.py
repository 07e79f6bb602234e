"""Concision: a prompt with its examples should fit small models, with room for the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain_packs.check.rows import Row, examples_of, named
from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Pack, Task
from domain_packs.prompt import Message, build_prompt

KIND = "prompt-budget"
#: Tokens that a prompt and its answer may take: half of the 4,096 that small local models read, for
#: files and earlier messages want room too.
BUDGET = 2_048
#: Nine of ten prompts are no longer than one made of rows of this quantile.
_QUANTILE = 0.9


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Tasks whose prompts of `shots` examples, of the longer ones, are over the budget."""
    for task in pack.tasks.values():
        rows = examples_of(task)
        if not rows:
            continue
        rows.sort(key=lambda row: tools.count_tokens(row.row.input + row.row.output))
        tokens = _tokens(task, rows, tools) + task.manifest.max_answer_tokens
        if tokens > BUDGET:
            longest = named([row.id for row in reversed(rows[-task.manifest.shots - 1 :])])
            message = (
                f"A prompt of {task.manifest.shots} examples and its answer take {tokens:,} tokens;"
                f" {BUDGET:,} is a good limit. The longest rows: {longest}."
            )
            remedy = "Shorten rows or the instruction, or lower `shots` or `max_answer_tokens`."
            yield Finding("advice", f"tasks/{task.name}/task.yaml", None, KIND, message, remedy)


def _tokens(task: Task, rows: Sequence[Row], tools: Tools) -> int:
    """The tokens of a prompt whose examples and question are long ones; `rows` by their cost."""

    def count(messages: Sequence[Message]) -> int:
        return sum(tools.count_tokens(message.content) for message in messages)

    last = min(len(rows) - 1, int(_QUANTILE * len(rows)))
    first = max(0, last - task.manifest.shots)
    examples = [row.row for row in rows[first:last]]
    # Any budget that nothing exceeds: here the prompt is measured, not cut.
    found = build_prompt(task, rows[last].row.input, examples, count_tokens=count, budget=2**62)
    return found.tokens
