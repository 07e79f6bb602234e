"""Curated: an example that is the same question answers it."""

from __future__ import annotations

from time import perf_counter

from bot.answering import abstaining
from bot.answering.answer import Answer, Timings
from bot.answering.lookup import CuratedLookup
from bot.answering.situation import Situation, same
from bot.words import say
from retrievers.languages import primary


def answer_curated(situation: Situation, lookup: CuratedLookup) -> Answer | None:
    """The answer of the example that is the same question.

    Abstains where the question names the keys of several examples, leaves open a jurisdiction that
    matters, or the task goes by keys and no example has them all. None where another way may
    answer.
    """
    start = perf_counter()
    question, language = situation.question, situation.language
    found = lookup.find(
        question, language=language, today=situation.today, jurisdiction=question.jurisdiction
    )
    row = found.example
    if row is None:
        ends = found.several or found.jurisdictions or situation.task.manifest.match == "keys"
        return abstaining.curated(situation, found) if ends else None
    warnings = [say("misread", language, written=a, name=b) for a, b in found.misread]
    if row.language is not None and primary(row.language) != language:
        warnings.append(say("other_language", language, other=row.language))
    return Answer(
        row.output,
        "curated",
        language,
        label=situation.task.label_of(row.output),
        confidence=1.0,
        reviewed=row.reviewed_by is not None,
        examples=(same(row),),
        timings=Timings(retrieve=1000 * (perf_counter() - start)),
        route=(f"the example {row.id} is the same question",),
        warnings=tuple(warnings),
    )
