"""An answer with everything it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

Way = Literal["curated", "classified", "prompted", "tuned", "abstained"]


@dataclass(frozen=True)
class Used:
    """An example that an answer rests on; `score` is its nearness, 0 to 1, `reason` why it was
    taken."""

    id: str
    score: float
    input: str
    output: str
    reviewed_by: str | None
    reason: str


@dataclass(frozen=True)
class Choice:
    """A task that the question may have meant."""

    pack: str
    task: str


@dataclass(frozen=True)
class Timings:
    """Milliseconds spent on each step."""

    route: float = 0.0
    retrieve: float = 0.0
    generate: float = 0.0
    total: float = 0.0


@dataclass(frozen=True)
class Answer:
    """What Polymath says to a question.

    `method` is the way of answering; with "abstained" the text says why and what to do, and
    `choices` holds the tasks where it was too close to call. `reviewed` is true only where every
    example that the answer rests on was reviewed. `confidence` runs from 0 to 1; what isn't known
    is None.
    """

    text: str
    method: Way
    language: str
    pack: str | None = None
    task: str | None = None
    label: str | None = None
    confidence: float | None = None
    reviewed: bool = False
    model: str | None = None
    adapter: str | None = None
    jurisdiction: str | None = None
    examples: tuple[Used, ...] = ()
    choices: tuple[Choice, ...] = ()
    route: tuple[str, ...] = ()
    timings: Timings = field(default_factory=Timings)
    prompt_tokens: int = 0
    answer_tokens: int = 0
    disclaimer: str | None = None
    warnings: tuple[str, ...] = ()

    def with_timings(self, **spent: float) -> Answer:
        """The same answer with these milliseconds noted."""
        return replace(self, timings=replace(self.timings, **spent))

    def as_json(self) -> dict[str, object]:
        """The answer as `ask --json` prints it (contract.md)."""
        examples = [
            {
                "id": used.id,
                "score": round(min(1.0, max(0.0, used.score)), 4),
                "input": used.input,
                "output": used.output,
                "reviewed_by": used.reviewed_by,
            }
            for used in self.examples
        ]
        timings = self.timings
        return {
            "text": self.text,
            "pack": self.pack,
            "task": self.task,
            "method": self.method,
            "label": self.label,
            "confidence": None if self.confidence is None else round(self.confidence, 4),
            "reviewed": self.reviewed,
            "model": self.model,
            "adapter": self.adapter,
            "language": self.language,
            "jurisdiction": self.jurisdiction,
            "examples": examples,
            "choices": [{"pack": choice.pack, "task": choice.task} for choice in self.choices],
            "route": list(self.route),
            "timings_ms": {
                "route": round(timings.route, 2),
                "retrieve": round(timings.retrieve, 2),
                "generate": round(timings.generate, 2),
                "total": round(timings.total, 2),
            },
            "tokens": {"prompt": self.prompt_tokens, "answer": self.answer_tokens},
            "disclaimer": self.disclaimer,
            "warnings": list(self.warnings),
        }
