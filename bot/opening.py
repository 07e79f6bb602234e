"""Opens Polymath as the settings say: packs, embedder, indexes, router and, when first needed, the
model."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from domain_packs.errors import PackError

if TYPE_CHECKING:
    from bot.answering.core import Polymath
    from bot.answering.library import Progress
    from bot.models.model import Model
    from bot.settings import Settings
    from domain_packs.pack import Pack


def open_polymath(
    settings: Settings, progress: Progress, *, folder: Path | None = None
) -> Polymath:
    """Polymath with the active packs; with `folder`, with the pack in that folder alone.

    Raises `PackError`, `EmbedderError` and `IndexFault`.
    """
    from bot.answering.core import Polymath
    from bot.answering.library import open_library
    from retrievers.chroma import ChromaIndexes
    from retrievers.embedder import open_embedder

    packs, broken = _packs(settings, folder)
    indexes = settings.home / "index"
    progress("Loading the embedder", 0, 1)
    embedder = open_embedder(settings.embedder)
    progress("Loading the embedder", 1, 1)
    library = open_library(
        packs,
        broken=broken,
        embedder=embedder,
        indexes=ChromaIndexes(indexes, url=settings.chroma_url),
        folder=indexes,
        progress=progress,
    )
    return Polymath(library, model=partial(open_set_model, settings) if settings.model else None)


def open_set_model(settings: Settings) -> Model:
    """The language model that is set. Raises `ModelError`."""
    from bot.models.opening import open_model

    return open_model(settings.model or "", url=settings.model_url, private=settings.model_private)


def _packs(settings: Settings, folder: Path | None) -> tuple[list[Pack], list[PackError]]:
    from domain_packs.reader import load_pack
    from domain_packs.store import PackStore

    if folder is not None:
        return [load_pack(folder)], []
    return PackStore(settings.home).load()


def as_folder(name: str | None) -> Path | None:
    """The folder that a pack's name is, where it is written as a path; None where it is a name."""
    if name is None or (os.sep not in name and not name.startswith(".")):
        return None
    return Path(name)
