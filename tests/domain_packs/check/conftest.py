"""The tools of the check, and a pack to damage."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain_packs.check.tools import Tools
from retrievers.embedder import Embedder
from tests.checking import blind_tools, tools_with
from tests.packs import copy_kitchen


@pytest.fixture(scope="session")
def tools() -> Tools:
    """Tools without an embedder."""
    return blind_tools()


@pytest.fixture(scope="session")
def reading_tools(embedder: Embedder) -> Tools:
    """Tools with the bundled embedder."""
    return tools_with(embedder)


@pytest.fixture
def kitchen(tmp_path: Path) -> Path:
    """A copy of the good pack."""
    return copy_kitchen(tmp_path / "kitchen")
