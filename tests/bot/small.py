"""A small library for tests: the kitchen pack, a pharmacy with keys, red flags, places and days,
and a workshop whose head is sure.

Its embedder knows spelling and no meaning, and is taken to read English.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from bot.answering.core import Polymath
from bot.answering.library import Library
from bot.answering.router import fit_router
from bot.models.model import Model
from domain_packs.pack import Pack
from domain_packs.reader import load_pack
from retrievers.embedder import HashedEmbedder
from retrievers.memory import MemoryIndexes
from tests.packs import KITCHEN, make_pack, make_task
from tests.retrievers.invented import LABELS, labelled_texts

TODAY = datetime.date(2026, 11, 24)
ENGLISH = {"en": 1.0}

_NITRO = ["nitroglycerin", "Nitrostat", "니트로글리세린"]
_SILDENAFIL = ["sildenafil", "Viagra", "비아그라"]
_IBUPROFEN = ["ibuprofen", "Advil", "이부프로펜"]
_ASPIRIN = ["aspirin", "아스피린"]

INTERACTIONS: list[dict[str, Any]] = [
    {
        "id": "i-1",
        "input": "sildenafil for a man with a nitroglycerin spray",
        "output": "severe: blood pressure can collapse.",
        "language": "en",
        "keys": [_NITRO, _SILDENAFIL],
        "reviewed_by": "Dr Lee",
    },
    {
        "id": "i-2",
        "input": "비아그라와 니트로글리세린을 같이 먹어도 되나요",
        "output": "severe: 혈압이 크게 떨어질 수 있습니다.",
        "language": "ko",
        "keys": [_NITRO, _SILDENAFIL],
    },
    {
        "id": "i-3",
        "input": "aspirin a day, and ibuprofen for the back",
        "output": "mild: take them hours apart.",
        "language": "en",
        "keys": [_ASPIRIN, _IBUPROFEN],
    },
]

RULES: list[dict[str, Any]] = [
    {"id": "r-1", "input": "How long is a prescription valid?", "output": "Seven days.",
     "jurisdiction": "KR"},
    {"id": "r-2", "input": "How long is a prescription valid?", "output": "Three months.",
     "jurisdiction": "DE"},
    {"id": "r-3", "input": "Is the counter open on Sundays?", "output": "Until the works end.",
     "valid_until": "2026-11-23"},
    {"id": "r-4", "input": "May we post a parcel of pills?", "output": "Yes, with a signature.",
     "valid_until": "2026-11-24"},
    {"id": "r-5", "input": "Who may collect a prescription?", "output": "Anyone with the code.",
     "language": "en", "reviewed_by": "Dr Lee"},
    {"id": "r-6", "input": "Do we keep paper records?", "output": "For ten years.",
     "language": "en"},
]  # fmt: skip

_QUESTIONS = [
    ("can I take Viagra with nitroglycerin?", "interaction"),
    ("is it safe to combine aspirin and ibuprofen?", "interaction"),
    ("what happens if sildenafil and Advil are taken together?", "interaction"),
    ("does Nitrostat interact with aspirin", "interaction"),
    ("how long is a prescription valid in Korea?", "rules"),
    ("who may collect a prescription for somebody else?", "rules"),
    ("which rule says how we store paper records", "rules"),
    ("is the pharmacy counter open on Sundays?", "rules"),
    ("what's the weather like in Busan?", None),
    ("translate good morning into French", None),
    ("book me a flight to Oslo", None),
    ("who won the match last night?", None),
]


def pharmacy(**policy: object) -> Pack:
    """A sensitive pack whose interactions are answered by keys alone; `policy` changes its
    policy."""
    interaction = make_task(
        "interaction",
        kind="qa",
        title="Interaction of two medicines",
        labels=["severe", "mild"],
        match="keys",
        methods=["curated"],
        languages=["en", "ko"],
        asks=["do these medicines interact", "can I take these together", "같이 먹어도 되나요"],
        examples=INTERACTIONS,
    )
    rules = make_task(
        "rules",
        kind="explanation",
        title="Rules of the house",
        asks=["what does the rule say", "what are our rules about this"],
        shots=2,
        max_answer_tokens=40,
        examples=RULES,
    )
    said = {
        "disclaimer": "Ask a pharmacist.",
        "sensitive": True,
        "red_flags": [
            {"phrases": ["chest pain", "my chest hurts"], "say": "Call 119 now."},
            {"phrases": ["가슴이 아파"], "say": "지금 119에 전화하세요."},
        ],
        "expert": "the pharmacist",
        **policy,
    }
    questions = [
        {"id": f"q-{number}", "question": text, "task": task, "language": "en"}
        for number, (text, task) in enumerate(_QUESTIONS, 1)
    ]
    return make_pack(
        interaction,
        rules,
        name="pharmacy",
        title="A pharmacy",
        languages=["en", "ko"],
        questions=questions,
        policy=said,
    )


def workshop() -> Pack:
    """A pack whose labels have words of their own, so that its head can promise something."""
    texts, labels = labelled_texts(90, seed=1)
    part = make_task(
        "part",
        title="Sort a part",
        labels=list(LABELS),
        asks=["sort this part", "which box does this part go into"],
        examples=list(zip(texts, labels, strict=True)),
    )
    questions = [
        {"id": f"q-{number}", "question": ask + text, "task": "part", "language": "en"}
        for number, (ask, text) in enumerate(
            zip(
                ["sort this part: ", "which box for this: ", "where does this part go: "],
                labelled_texts(3, seed=2)[0],
                strict=True,
            )
        )
    ]
    return make_pack(part, name="workshop", title="A workshop", questions=questions)


def open_small(packs: Sequence[Pack] = ()) -> Library:
    """The library of `packs` (all three, where none are given), in memory."""
    packs = packs or (load_pack(KITCHEN), pharmacy(), workshop())
    embedder = HashedEmbedder(128)
    return Library(
        packs,
        embedder=embedder,
        worth=ENGLISH,
        router=fit_router(packs, embedder, ENGLISH),
        indexes=MemoryIndexes(),
    )


def asking(library: Library, model: Model | Callable[[], Model] | None = None) -> Polymath:
    """Polymath over `library` on the day `TODAY`."""
    opens = model if model is None or callable(model) else lambda: model
    return Polymath(library, model=opens, today=lambda: TODAY)
