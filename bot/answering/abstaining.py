"""Abstaining: saying that there is no answer, why, and what to do instead."""

from __future__ import annotations

from bot.answering.answer import Answer
from bot.answering.library import Library
from bot.answering.lookup import Curated
from bot.answering.route import Route
from bot.answering.situation import Situation, used
from bot.answering.ways.classified import Classified
from bot.words import say, shown

_SHOWN = 3


def unrouted(route: Route, library: Library, language: str) -> Answer:
    """The answer to a question that goes to no task: a red flag, too close to call, or out of
    scope."""
    if route.flagged is not None and route.says is not None:
        return Answer(
            route.says,
            "abstained",
            language,
            pack=route.flagged.name,
            route=route.reasons,
            disclaimer=route.flagged.policy.disclaimer,
        )
    if route.choices:
        targets = [f"{choice.pack}/{choice.task}" for choice in route.choices]
        titles = [f"- `{each}`: {library.task(each)[1].manifest.title}" for each in targets]
        first = targets[0]
        lines = [say("too_close", language), *titles, say("choose", language, choice=first)]
        return Answer(
            "\n".join(lines), "abstained", language, choices=route.choices, route=route.reasons
        )
    lines = [say("nothing_near", language), say("can_answer", language)]
    for pack in library.packs.values():
        names = ", ".join(task.manifest.title for task in pack.tasks.values())
        lines.append(f"- {pack.manifest.title}: {names}")
    return Answer("\n".join(lines), "abstained", language, route=route.reasons)


def curated(situation: Situation, found: Curated) -> Answer:
    """Why no example answers a task that goes by keys, or a question that names too much or too
    little."""
    language = situation.language
    if found.several:
        lines = [say("keys_several", language), *(f"- {row}" for row in found.several)]
        return _answer(situation, lines, "the question names the keys of several examples")
    if found.jurisdictions:
        lines = [say("jurisdiction", language, codes=", ".join(found.jurisdictions))]
        return _answer(situation, lines, "the jurisdiction matters and isn't known")
    lines = [say("keys_missing", language)]
    return _answer(situation, lines, "no example names all that the question names", near=False)


def not_private(situation: Situation, model: str) -> Answer:
    """Why a sensitive question wasn't sent to the model that is set."""
    line = say("not_private", situation.language, pack=situation.pack.name, model=model)
    return _answer(situation, [line], "the pack is sensitive and the model isn't private")


def unanswered(
    situation: Situation, unsure: Classified | None, *, model: bool, method: str
) -> Answer:
    """Why nothing answered: the head was unsure, no example is the same question, no model is
    set."""
    language, title = situation.language, situation.task.manifest.title
    lines: list[str] = []
    reason = "no way of answering this task fits the question"
    if unsure is not None:
        words = "not_sure" if unsure.promised else "too_few"
        lines.append(say(words, language, label=unsure.label, confidence=shown(unsure.confidence)))
        reason = f"the head isn't sure enough: {unsure.promise}"
    elif method == "classified":
        lines.append(say("no_head", language, task=title))
        reason = "the task has no head"
    elif method == "curated" or not situation.task.allows("prompted"):
        lines.append(say("no_method", language, task=title))
        reason = "no example is the same question"
    if situation.task.allows("prompted") and method == "auto" and not model:
        needs = [] if unsure is not None else [say("needs_model", language, task=title)]
        lines += [*needs, say("set_model", language)]
        reason = (
            reason if unsure is not None else "the task needs a language model, and none is set"
        )
    return _answer(situation, lines, reason, confidence=unsure.confidence if unsure else None)


def _answer(
    situation: Situation,
    lines: list[str],
    reason: str,
    *,
    near: bool = True,
    confidence: float | None = None,
) -> Answer:
    """An abstention with the nearest examples, which are no answer, and whom to ask."""
    examples = (
        tuple(used(taken) for taken in reversed(situation.choose(_SHOWN).taken)) if near else ()
    )
    if situation.pack.policy.expert:
        lines = [*lines, say("ask_expert", situation.language, expert=situation.pack.policy.expert)]
    return Answer(
        "\n".join(lines),
        "abstained",
        situation.language,
        confidence=confidence,
        examples=examples,
        route=(reason,),
    )
