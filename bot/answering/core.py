"""The answering core: a question in, an answer with its evidence out."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Literal

from bot.answering import abstaining
from bot.answering.answer import Answer
from bot.answering.errors import MethodError
from bot.answering.library import Library
from bot.answering.question import Question, read_question
from bot.answering.route import Route, find_route
from bot.answering.situation import Situation
from bot.answering.ways.classified import Classified, answer_classified
from bot.answering.ways.curated import answer_curated
from bot.answering.ways.prompted import answer_prompted
from bot.models.model import Model, never
from domain_packs.prompt import File, Turn
from retrievers.embedder import Embedder, Remembering
from retrievers.languages import detect

#: So much of an input, in characters, says which language it is in.
_SEEN = 2_000

Asked = Literal["auto", "curated", "classified", "prompted", "tuned"]


@dataclass(frozen=True)
class Wish:
    """What the asker chose beside the question: pack, task, way of answering, number of examples,
    place."""

    pack: str | None = None
    task: str | None = None
    method: Asked = "auto"
    shots: int | None = None
    jurisdiction: str | None = None


class Polymath:
    """Answers questions from a library, with a model where one is set."""

    def __init__(
        self,
        library: Library,
        *,
        model: Callable[[], Model] | None = None,
        today: Callable[[], datetime.date] = datetime.date.today,
    ) -> None:
        """`model` opens the language model when the first prompt needs it; None where none is
        set."""
        self.library = library
        self._open_model = model
        self._model: Model | None = None
        self._today = today

    def ask(
        self,
        text: str,
        wish: Wish = Wish(),
        *,
        files: Sequence[File] = (),
        turns: Sequence[Turn] = (),
        on_text: Callable[[str], None] = lambda piece: None,
        cancelled: Callable[[], bool] = never,
    ) -> Answer:
        """Answers a question.

        `on_text` gets a model's answer piece by piece while it is written. Raises `QuestionError`,
        `PackNotFoundError`, `MethodError`, `IndexFault` and `ModelError`; an abstention is an
        answer.
        """
        start = perf_counter()
        question = read_question(
            text,
            tasks=self.library.tasks,
            pack=wish.pack,
            task=wish.task,
            files=files,
            turns=turns,
            jurisdiction=wish.jurisdiction,
        )
        language = self._language(question)
        # The router and the way of answering look at the same texts: each is embedded once.
        embedder = Remembering(self.library.embedder)
        route = find_route(question, self.library, embedder)
        routed = 1000 * (perf_counter() - start)
        if route.target is None:
            answer = abstaining.unrouted(route, self.library, language)
        else:
            situation = self._situation(question, route.target, language, embedder)
            answer = self._answer(situation, wish, on_text, cancelled)
            answer = self._with_pack(answer, situation, route)
        timings = replace(answer.timings, route=routed, total=1000 * (perf_counter() - start))
        return replace(answer, timings=timings, jurisdiction=wish.jurisdiction)

    def _language(self, question: Question) -> str:
        asked = question.asking if any(map(str.isalpha, question.asking)) else question.text
        return detect(asked, self.library.languages)

    def _situation(
        self, question: Question, target: str, language: str, embedder: Embedder
    ) -> Situation:
        pack, task = self.library.task(target)
        languages = [*pack.manifest.languages, *self.library.languages]
        input_language = detect(question.input[:_SEEN], languages, default=language)
        return Situation(
            question=question,
            pack=pack,
            task=task,
            language=language,
            input_language=input_language,
            worth=self.library.worth,
            embedder=embedder,
            open_index=lambda: self.library.index(target),
            today=self._today(),
        )

    def _answer(
        self,
        situation: Situation,
        wish: Wish,
        on_text: Callable[[str], None],
        cancelled: Callable[[], bool],
    ) -> Answer:
        self._check_method(situation, wish.method)
        allowed, method = situation.task.allows, wish.method
        if method in ("auto", "curated") and allowed("curated"):
            answer = answer_curated(situation, self.library.curated(situation.target))
            if answer is not None:
                return answer
        unsure: Classified | None = None
        if method in ("auto", "classified") and allowed("classified"):
            found = answer_classified(situation)
            if isinstance(found, Answer):
                return found
            unsure = found
        if method in ("auto", "prompted") and allowed("prompted") and self._open_model is not None:
            model = self._opened()
            if situation.pack.policy.sensitive and not model.private:
                return abstaining.not_private(situation, model.name)
            shots = situation.task.manifest.shots if wish.shots is None else wish.shots
            return answer_prompted(
                situation, model, shots=shots, on_text=on_text, cancelled=cancelled
            )
        return abstaining.unanswered(
            situation, unsure, model=self._open_model is not None, method=method
        )

    def _check_method(self, situation: Situation, method: Asked) -> None:
        """Refuses a way of answering that was asked for and can't be had. Raises `MethodError`."""
        if method == "auto":
            return
        if not situation.task.allows(method):
            ways = ", ".join(situation.task.manifest.methods or ())
            raise MethodError(
                f"{situation.target} doesn't allow the method {method!r}.", f"It allows: {ways}."
            )
        if method == "tuned":
            raise MethodError(
                f"No adapter answers {situation.target}.", "Ask with another --method."
            )
        if method == "classified" and situation.task.manifest.kind != "classification":
            raise MethodError(
                f"{situation.target} has no labels to tell apart.", "Ask with --method prompted."
            )
        if method == "prompted" and self._open_model is None:
            raise MethodError(
                "No language model is set.", "Set one with `polymath setup`.", kind="model"
            )
        if method == "prompted" and situation.pack.policy.sensitive and not self._opened().private:
            name = self._opened().name
            raise MethodError(
                f"The pack {situation.pack.name!r} is sensitive, and {name} isn't private.",
                "Use a model on this machine, or set POLYMATH_MODEL_PRIVATE if it is your own.",
            )

    def _opened(self) -> Model:
        if self._model is None and self._open_model is not None:
            self._model = self._open_model()
        if self._model is None:
            raise MethodError(
                "No language model is set.", "Set one with `polymath setup`.", kind="model"
            )
        return self._model

    def _with_pack(self, answer: Answer, situation: Situation, route: Route) -> Answer:
        return replace(
            answer,
            pack=situation.pack.name,
            task=situation.task.name,
            route=(*route.reasons, *answer.route),
            disclaimer=situation.pack.policy.disclaimer,
        )
