"""The real tools of `packs check`: the embedder, the language detector, a count of tokens."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.terminal.output import Progress, print_warning

if TYPE_CHECKING:
    from bot.settings import Settings
    from domain_packs.check.tools import Tools, Vectors

#: Texts embedded between two reports of progress.
_BATCH = 128


def open_tools(settings: Settings, report: Progress) -> Tools:
    """The tools of a check; without the embedder, with a warning, where it can't be opened."""
    import numpy as np

    from domain_packs.check.tools import Tools
    from retrievers.embedder import open_embedder
    from retrievers.errors import EmbedderError
    from retrievers.languages import detect, detectable
    from retrievers.worth import measure_worth, reads

    tools = Tools(
        count_tokens=about_tokens,
        today=datetime.date.today(),
        detect_language=detect,
        detectable=detectable(),
    )
    try:
        embedder = open_embedder(settings.embedder)
        worth = measure_worth(embedder)
    except EmbedderError as error:
        print_warning(f"What needs an embedder isn't checked. {error}")
        return tools

    def embed(texts: Sequence[str]) -> Vectors:
        found = []
        for start in range(0, len(texts), _BATCH):
            found.append(embedder.embed(texts[start : start + _BATCH]))
            report("Comparing rows", min(start + _BATCH, len(texts)), len(texts))
        return np.concatenate(found)

    return replace(tools, embed=embed, reads=lambda language: reads(worth, language))


def about_tokens(text: str) -> int:
    """About as many tokens as `text` costs a language model: one for every four bytes of UTF-8."""
    return -(-len(text.encode("utf-8", "replace")) // 4)
