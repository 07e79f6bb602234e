"""The tools of the check as `polymath packs check` has them, and a pack to damage."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from domain_packs.check.tools import Tools, Vectors
from retrievers.embedder import Embedder
from retrievers.languages import detect, detectable
from tests.packs import copy_kitchen

TODAY = datetime.date(2026, 11, 24)


def count_tokens(text: str) -> int:
    return -(-len(text.encode()) // 4)


@pytest.fixture(scope="session")
def tools() -> Tools:
    """Tools without an embedder."""
    return Tools(
        count_tokens=count_tokens,
        today=TODAY,
        detect_language=detect,
        detectable=detectable(),
    )


@pytest.fixture(scope="session")
def reading_tools(tools: Tools, embedder: Embedder) -> Tools:
    """Tools with the bundled embedder, which reads English; each text is embedded once."""
    known: dict[str, Vectors] = {}

    def embed(texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, embedder.embed(new), strict=True))
        return np.stack([known[text] for text in texts])

    return replace(tools, embed=embed, reads=lambda language: language == "en")


@pytest.fixture
def kitchen(tmp_path: Path) -> Path:
    """A copy of the good pack."""
    return copy_kitchen(tmp_path / "kitchen")
