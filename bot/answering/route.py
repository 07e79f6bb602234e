"""The route: which pack and task a question goes to, with the reasons in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.answer import Choice
from bot.answering.library import Library
from bot.answering.question import Question
from bot.answering.reading import embed, read
from bot.answering.red_flags import find_red_flag
from bot.answering.router import Ranking
from domain_packs.errors import PackNotFoundError
from domain_packs.pack import Pack
from retrievers.embedder import Embedder
from retrievers.languages import detect
from retrievers.worth import reads

#: How many tasks are offered where it is too close to call.
_OFFERED = 3
#: A task whose example names all that is asked about goes before a task likelier by no more than
#: this.
_CLEAR = 0.5


@dataclass(frozen=True)
class Route:
    """Where a question goes.

    `target` is PACK/TASK; None where nothing takes it (`choices` then holds what it may have
    meant, or is empty for a question out of scope). `says` is the fixed text of a red flag of
    `flagged`, which ends the matter.
    """

    target: str | None
    reasons: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    flagged: Pack | None = None
    says: str | None = None


def find_route(question: Question, library: Library, embedder: Embedder | None = None) -> Route:
    """Routes a question: red flags first, then the asker's choice, then meaning.

    `embedder` stands in for the library's where it remembers what was embedded. Raises
    `PackNotFoundError` where the asker chose a pack or task that isn't installed.
    """
    scope = _scope(question, library)
    flag = find_red_flag(question.text, scope)
    if flag is not None:
        pack, says = flag
        return Route(
            None, (f"a phrase is a red flag of the pack {pack.name}",), flagged=pack, says=says
        )
    if question.pack and question.task:
        return Route(f"{question.pack}/{question.task}", ("you chose the pack and the task",))
    reasons = [f"you chose the pack {question.pack}"] if question.pack else []
    reasons += _parts(question)
    language = detect(question.asking, library.languages)
    named = _named(question, library, scope)
    ranking, seen = _rank(question, library, scope, language, embedder or library.embedder)
    reasons.append(seen)
    if (
        named
        and named != ranking.tasks[0][0]
        and (ranking.out_of_scope or ranking.tasks[0][1] < _CLEAR)
    ):
        return Route(named, (*reasons, f"{named} has an example of all that you name"))
    if ranking.out_of_scope and not named:
        told = f"out of scope is likely ({ranking.none:.0%})"
        return Route(None, (*reasons, told))
    best, probability = ranking.tasks[0]
    if not ranking.sure and not named and len(ranking.tasks) > 1:
        near = ", ".join(f"{target} {likely:.0%}" for target, likely in ranking.tasks[:_OFFERED])
        choices = tuple(Choice(*target.split("/")) for target, _ in ranking.tasks[:_OFFERED])
        return Route(None, (*reasons, f"too close to call: {near}"), choices)
    return Route(best, (*reasons, f"{best} is the likeliest task ({probability:.0%})"))


def _scope(question: Question, library: Library) -> Sequence[Pack]:
    if question.pack is None:
        return list(library.packs.values())
    pack = library.pack(question.pack)
    if question.task is not None and question.task not in pack.tasks:
        raise PackNotFoundError(
            f"The pack {pack.name!r} has no task {question.task!r}.",
            f"Its tasks: {', '.join(pack.tasks)}.",
        )
    return [pack]


def _rank(
    question: Question,
    library: Library,
    scope: Sequence[Pack],
    language: str,
    embedder: Embedder,
) -> tuple[Ranking, str]:
    reading = read(question)
    among = {f"{pack.name}/{task}" for pack in scope for task in pack.tasks}
    if reads(library.worth, language):
        vectors = embed([reading], embedder)[0]
        return library.router.rank(
            reading, vectors, among=among
        ), f"routed by meaning and wording ({language})"
    found = library.router.rank(reading, None, among=among)
    return found, f"routed by wording alone: the embedder can't read {language}"


def _named(question: Question, library: Library, scope: Sequence[Pack]) -> str | None:
    """The one task that answers by keys, all of which the question itself names."""
    if question.payload is not None:
        return None
    found = [
        f"{pack.name}/{name}"
        for pack in scope
        for name, task in pack.tasks.items()
        if task.manifest.match == "keys"
        and library.curated(f"{pack.name}/{name}").names(question.text)
    ]
    return found[0] if len(found) == 1 else None


def _parts(question: Question) -> list[str]:
    if question.files:
        return [f"the file {', '.join(file.name for file in question.files)} is what you ask about"]
    if question.payload is None:
        return ["the whole question is the input"]
    return [f"“{' '.join(question.asking.split())[:80]}” asks about the rest"]
