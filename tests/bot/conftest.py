"""A small library in memory, and the bundled packs with the real embedder, each opened once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.core import Polymath
from bot.answering.library import Library, open_library
from domain_packs.store import PackStore
from retrievers.chroma import ChromaIndexes
from retrievers.embedder import Embedder
from tests.bot.small import asking, open_small


@pytest.fixture(scope="session")
def library() -> Library:
    """The kitchen, the pharmacy and the workshop."""
    return open_small()


@pytest.fixture
def polymath(library: Library) -> Polymath:
    """Polymath over the small library, with no language model."""
    return asking(library)


@pytest.fixture(scope="session")
def bundled(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Polymath:
    """Polymath over the packs that come with it, with the real embedder and Chroma on disk."""
    home = tmp_path_factory.mktemp("bundled-home")
    packs, broken = PackStore(home).load()
    indexes = ChromaIndexes(home / "index")
    opened = open_library(
        packs, embedder=embedder, indexes=indexes, folder=home / "index", broken=broken
    )
    return Polymath(opened)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A text that comes with a question."""
    path = tmp_path / "complaint.txt"
    path.write_text("The soup was cold and nobody said sorry.\n", encoding="utf-8")
    return path
