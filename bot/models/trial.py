"""One short answer to a real prompt: whether a model that was chosen really answers."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

from bot.models.errors import ModelBrokenError
from bot.models.model import Model
from domain_packs.pack import Example, Label, Task, TaskManifest
from domain_packs.prompt import build_prompt

_TASK = Task(
    "trial",
    TaskManifest(
        kind="classification",
        title="Fruit or vegetable",
        instruction="Say which of the two the input is about.",
        labels=[Label(name="fruit"), Label(name="vegetable")],
        metric="accuracy",
        languages=["en"],
        max_answer_tokens=16,
    ),
)
_EXAMPLES = (
    Example(id="1", input="we had carrots for dinner", output="vegetable"),
    Example(id="2", input="there is an apple in the bag", output="fruit"),
)


@dataclass(frozen=True)
class Trial:
    """What the model wrote, and the milliseconds it took."""

    text: str
    ms: float


def try_model(model: Model) -> Trial:
    """Asks the model about an apple. Raises `ModelError`, also where it says nothing."""
    tokens = _TASK.manifest.max_answer_tokens
    prompt = build_prompt(
        _TASK,
        "she ate an apple",
        _EXAMPLES,
        count_tokens=model.count_tokens,
        budget=model.context_tokens - tokens,
    )
    start = perf_counter()
    text = "".join(model.stream(prompt.messages, max_tokens=tokens)).strip()
    if not text:
        raise ModelBrokenError(
            f"The model {model.name!r} wrote nothing.",
            "Use an instruct model; one that reasons aloud may need that switched off.",
        )
    return Trial(text, 1000 * (perf_counter() - start))
