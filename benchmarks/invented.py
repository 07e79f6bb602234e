"""Seeded rows for measuring speed: texts and vectors that cluster by topic as real ones do.

Each topic has words and a direction of its own; a row mixes its topic's words with common ones and
points near its topic. Embedding real texts would take longer than what is measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain_packs.pack import Example, Pack, PackManifest, Task, TaskManifest
from retrievers.embedder import Vectors

TOPICS = 200
WORDS_A_ROW = 30
#: The length of the noise beside a topic's direction of length 1: two rows of a topic have a cosine
#: of about 0.6, two of different topics of about 0.
NOISE = 0.8


class PlannedEmbedder:
    """Gives each text the vector that was planned for it."""

    def __init__(self, dimension: int = 384) -> None:
        self.name = self.digest = "planned"
        self.dimension = dimension
        self.vectors: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.vectors[text] for text in texts])


@dataclass(frozen=True)
class Invented:
    """A pack with one task, and questions that belong to it."""

    pack: Pack
    task: Task
    questions: tuple[str, ...]


def invent_texts(draw: np.random.Generator, count: int) -> tuple[list[str], np.ndarray]:
    """`count` different texts and the topic of each."""
    topics = draw.integers(TOPICS, size=count)
    texts = []
    for number, topic in enumerate(topics):
        common = draw.zipf(1.3, WORDS_A_ROW) % 5_000
        own = draw.integers(40, size=WORDS_A_ROW // 3)
        words = [f"w{word}" for word in common] + [f"t{topic}x{word}" for word in own]
        draw.shuffle(words)
        texts.append(f"{' '.join(words)} n{number}")
    return texts, topics


def invent_pack(
    name: str, embedder: PlannedEmbedder, *, rows: int, questions: int, seed: int
) -> Invented:
    """A pack of `rows` examples in 8 labels; the embedder learns the vectors of all its texts."""
    draw = np.random.default_rng(seed)
    texts, topics = invent_texts(draw, rows + questions)
    centres = _unit(draw.normal(size=(TOPICS, embedder.dimension)))
    noise = draw.normal(size=(len(texts), embedder.dimension)) / np.sqrt(embedder.dimension)
    vectors = _unit(centres[topics] + NOISE * noise)
    named = [f"{name} {text}" for text in texts]
    embedder.vectors |= dict(zip(named, vectors, strict=True))
    examples = tuple(
        Example(id=f"r{at}", input=named[at], output=f"label-{topics[at] % 8}")
        for at in range(rows)
    )
    task = Task("clause", TaskManifest.model_validate(_task()), examples=examples)
    manifest = PackManifest.model_validate(_manifest(name))
    pack = Pack(manifest, None, name, {"clause": task})  # type: ignore[arg-type]
    return Invented(pack, task, tuple(named[rows:]))


def _unit(vectors: np.ndarray) -> Vectors:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def _task() -> dict[str, object]:
    return {
        "kind": "qa",  # labels for the choice, and no head: heads are measured where texts are real
        "title": "A task",
        "instruction": "Answer.",
        "labels": [{"name": f"label-{number}"} for number in range(8)],
        "metric": "accuracy",
        "languages": ["en"],
    }


def _manifest(name: str) -> dict[str, object]:
    return {
        "name": name,
        "version": "1.0.0",
        "title": name,
        "description": "Invented rows.",
        "languages": ["en"],
        "licence": "CC0-1.0",
        "authors": ["A generator"],
        "tasks": ["clause"],
    }
