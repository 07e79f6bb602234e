"""The tools of `packs check` for tests: as the command has them, with a fixed day."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from domain_packs.check.tools import Tools, Vectors
from retrievers.embedder import Embedder
from retrievers.languages import detect, detectable

TODAY = datetime.date(2026, 11, 24)


def blind_tools() -> Tools:
    """Tools without an embedder."""
    return Tools(
        count_tokens=lambda text: -(-len(text.encode()) // 4),
        today=TODAY,
        detect_language=detect,
        detectable=detectable(),
    )


def tools_with(embedder: Embedder) -> Tools:
    """Tools with an embedder that reads English; each text is embedded once."""
    known: dict[str, Vectors] = {}

    def embed(texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, embedder.embed(new), strict=True))
        return np.stack([known[text] for text in texts])

    return replace(blind_tools(), embed=embed, reads=lambda language: language == "en")
