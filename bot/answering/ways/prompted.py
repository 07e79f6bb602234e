"""Prompted: a language model writes the answer from the task, chosen examples and the question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter

from bot.answering.answer import Answer, Timings
from bot.answering.parsing import Parsed, parse
from bot.answering.situation import Situation, used
from bot.models.model import Model
from bot.words import say
from domain_packs.pack import Example
from domain_packs.prompt import Message, Prompt, ask_again, build_prompt
from retrievers.selection import Taken

#: Share of a model's context that the examples may take: the question and its files need the rest.
_EXAMPLES_SHARE = 0.5


def answer_prompted(
    situation: Situation,
    model: Model,
    *,
    shots: int,
    on_text: Callable[[str], None],
    cancelled: Callable[[], bool],
) -> Answer:
    """Asks the model, and once more where its answer doesn't fit the task.

    `shots` is how many examples the prompt may carry, 0 to 8. `on_text` gets the answer piece by
    piece; where a second one is asked for, only what is returned counts. Raises `ModelError` and
    `PromptTooLongError`.
    """
    start = perf_counter()
    budget = model.context_tokens - situation.task.manifest.max_answer_tokens
    chosen = _choose(situation, model, shots, int(budget * _EXAMPLES_SHARE))
    retrieved = perf_counter()
    question = situation.question
    prompt = build_prompt(
        situation.task,
        question.asking if question.files else question.input,
        [taken.example for taken in chosen],
        files=question.files,
        turns=question.turns,
        count_tokens=model.count_tokens,
        budget=budget,
    )
    written, parsed = _write(situation, model, prompt, on_text, cancelled)
    kept = {example.id for example in prompt.examples}
    examples = tuple(used(taken) for taken in chosen if taken.example.id in kept)
    unfit = parsed.problem and say("unfit", situation.language, problem=parsed.problem)
    return Answer(
        parsed.text,
        "prompted",
        situation.language,
        label=parsed.label,
        reviewed=bool(examples) and all(used.reviewed_by for used in examples),
        model=model.name,
        examples=examples,
        timings=Timings(
            retrieve=1000 * (retrieved - start), generate=1000 * (perf_counter() - retrieved)
        ),
        prompt_tokens=prompt.tokens,
        answer_tokens=model.count_tokens([Message("assistant", written)]),
        route=(f"a language model with {len(examples)} examples answers",),
        warnings=(*prompt.warnings, *([unfit] if unfit else [])),
    )


def _choose(situation: Situation, model: Model, shots: int, budget: int) -> Sequence[Taken]:
    def cost(row: Example) -> int:
        return model.count_tokens([Message("user", f"{row.input}\n{row.output}")])

    return situation.choose(shots, cost=cost, budget=budget).taken if shots else ()


def _write(
    situation: Situation,
    model: Model,
    prompt: Prompt,
    on_text: Callable[[str], None],
    cancelled: Callable[[], bool],
) -> tuple[str, Parsed]:
    def write(messages: Sequence[Message], told: Callable[[str], None]) -> str:
        pieces = []
        limit = situation.task.manifest.max_answer_tokens
        for piece in model.stream(messages, max_tokens=limit, cancelled=cancelled):
            pieces.append(piece)
            told(piece)
        return "".join(pieces)

    written = write(prompt.messages, on_text)
    parsed = parse(situation.task, written)
    if parsed.problem is None or cancelled():
        return written, parsed
    messages = ask_again(prompt.messages, written, parsed.problem)
    if (
        model.count_tokens(messages)
        > model.context_tokens - situation.task.manifest.max_answer_tokens
    ):
        return written, parsed
    second = write(messages, lambda piece: None)
    parsed_again = parse(situation.task, second)
    return (second, parsed_again) if parsed_again.problem is None else (written, parsed)
