from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from bot.terminal.app import run
from tests.packs import KITCHEN


@pytest.fixture(autouse=True)
def by_spelling(monkeypatch: pytest.MonkeyPatch) -> None:
    """An embedder that needs no weights."""
    monkeypatch.setenv("POLYMATH_EMBEDDER", "hashed-64")


#: Runs `polymath ask … --pack KITCHEN`: its status, the lines on stdout, what stands on stderr.
Ask = Callable[..., tuple[int, Sequence[str], str]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    def asked(*arguments: str, pack: str = str(KITCHEN)) -> tuple[int, Sequence[str], str]:
        status = run(["ask", *arguments, "--pack", pack])
        printed = capsys.readouterr()
        return status, printed.out.splitlines(), printed.err

    return asked
