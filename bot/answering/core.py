"""The answering core: a question in, an answer with its evidence out."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Literal

import numpy as np

from bot.answering import abstaining
from bot.answering.answer import Answer, Timings
from bot.answering.errors import MethodError
from bot.answering.library import Library
from bot.answering.question import Question, read_question
from bot.answering.route import Route, find_route
from bot.answering.situation import Situation, same
from bot.answering.ways.classified import Classified, classify
from bot.answering.ways.curated import Curated
from bot.answering.ways.prompted import prompt_model
from bot.models.model import Model, never
from bot.words import say
from domain_packs.prompt import File, Turn
from retrievers.languages import detect, primary
from retrievers.worth import reads

Asked = Literal["auto", "curated", "classified", "prompted", "tuned"]


@dataclass(frozen=True)
class Wish:
    """What the asker chose beside the question: pack, task, way of answering, number of examples, place."""

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
        """`model` opens the language model when the first prompt needs it; None where none is set."""
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
        `PackNotFoundError`, `MethodError`, `IndexFault` and `ModelError`; an abstention is an answer.
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
        route = find_route(question, self.library)
        routed = 1000 * (perf_counter() - start)
        if route.target is None:
            answer = abstaining.unrouted(route, self.library, language)
        else:
            situation = self._situation(question, route.target, language)
            answer = self._answer(situation, wish, on_text, cancelled)
            answer = self._with_pack(answer, situation, route)
        timings = replace(answer.timings, route=routed, total=1000 * (perf_counter() - start))
        return replace(answer, timings=timings, jurisdiction=wish.jurisdiction)

    def _language(self, question: Question) -> str:
        asked = question.asking if any(map(str.isalpha, question.asking)) else question.text
        return detect(asked, self.library.languages)

    def _situation(self, question: Question, target: str, language: str) -> Situation:
        pack, task = self.library.task(target)
        languages = [*pack.manifest.languages, *self.library.languages]
        input_language = detect(question.input, languages, default=language)
        vector = np.zeros(self.library.embedder.dimension, dtype=np.float32)
        if reads(self.library.worth, input_language):
            vector = self.library.embedder.embed([question.input])[0]
        return Situation(
            question=question,
            pack=pack,
            task=task,
            language=language,
            input_language=input_language,
            worth=self.library.worth,
            vector=vector,
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
        allowed = situation.task.allows
        missing: Curated | None = None
        if wish.method in ("auto", "curated") and allowed("curated"):
            start = perf_counter()
            missing = self.library.curated(situation.target).find(
                situation.question,
                language=situation.language,
                today=situation.today,
                jurisdiction=situation.question.jurisdiction,
            )
            if missing.example is not None:
                return _curated(situation, missing, 1000 * (perf_counter() - start))
            if missing.several or missing.jurisdictions or situation.task.manifest.match == "keys":
                return abstaining.curated(situation, missing)
        unsure: Classified | None = None
        if wish.method in ("auto", "classified") and allowed("classified"):
            start = perf_counter()
            unsure = classify(situation)
            if unsure is not None and unsure.sure:
                return _classified(situation, unsure, 1000 * (perf_counter() - start))
        if (
            wish.method in ("auto", "prompted")
            and allowed("prompted")
            and self._open_model is not None
        ):
            if situation.pack.policy.sensitive and not self._opened().private:
                return abstaining.not_private(situation, self._opened().name)
            return self._prompted(situation, wish, on_text, cancelled)
        return abstaining.unanswered(
            situation, unsure, model=self._open_model is not None, method=wish.method
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
            raise MethodError(
                f"The pack {situation.pack.name!r} is sensitive, and {self._opened().name} isn't private.",
                "Use a model on this machine, or set POLYMATH_MODEL_PRIVATE if the server is your own.",
            )

    def _opened(self) -> Model:
        if self._model is None and self._open_model is not None:
            self._model = self._open_model()
        if self._model is None:
            raise MethodError(
                "No language model is set.", "Set one with `polymath setup`.", kind="model"
            )
        return self._model

    def _prompted(
        self,
        situation: Situation,
        wish: Wish,
        on_text: Callable[[str], None],
        cancelled: Callable[[], bool],
    ) -> Answer:
        model = self._opened()
        shots = situation.task.manifest.shots if wish.shots is None else wish.shots
        found = prompt_model(situation, model, shots=shots, on_text=on_text, cancelled=cancelled)
        warnings = found.warnings
        if found.parsed.problem is not None:
            warnings = (*warnings, say("unfit", situation.language, problem=found.parsed.problem))
        return Answer(
            found.parsed.text,
            "prompted",
            situation.language,
            label=found.parsed.label,
            reviewed=bool(found.examples) and all(used.reviewed_by for used in found.examples),
            model=model.name,
            examples=found.examples,
            timings=Timings(retrieve=found.retrieve_ms, generate=found.generate_ms),
            prompt_tokens=found.prompt_tokens,
            answer_tokens=found.answer_tokens,
            route=(f"a language model with {len(found.examples)} examples answers",),
            warnings=warnings,
        )

    def _with_pack(self, answer: Answer, situation: Situation, route: Route) -> Answer:
        return replace(
            answer,
            pack=situation.pack.name,
            task=situation.task.name,
            route=(*route.reasons, *answer.route),
            disclaimer=situation.pack.policy.disclaimer,
        )


def _curated(situation: Situation, found: Curated, retrieved: float) -> Answer:
    row = found.example
    if row is None:  # the caller has looked; this keeps the types honest
        raise ValueError("There is no curated example.")
    warnings = [say("misread", situation.language, written=a, name=b) for a, b in found.misread]
    if row.language is not None and primary(row.language) != situation.language:
        warnings.append(say("other_language", situation.language, other=row.language))
    return Answer(
        row.output,
        "curated",
        situation.language,
        label=situation.task.label_of(row.output),
        confidence=1.0,
        reviewed=row.reviewed_by is not None,
        examples=(same(row),),
        timings=Timings(retrieve=retrieved),
        route=(f"the example {row.id} is the same question",),
        warnings=tuple(warnings),
    )


def _classified(situation: Situation, found: Classified, retrieved: float) -> Answer:
    return Answer(
        found.label,
        "classified",
        situation.language,
        label=found.label,
        confidence=found.confidence,
        reviewed=all(row.reviewed_by for row in situation.task.examples),
        examples=found.examples,
        timings=Timings(retrieve=retrieved),
        route=(f"the head is sure enough: {found.promise}",),
    )
