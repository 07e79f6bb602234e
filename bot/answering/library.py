"""The library: the installed packs with everything computed from them, opened once and asked many
times."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.answering.lookup import CuratedLookup
from bot.answering.router import Router, fit_router
from bot.answering.router_file import load_router, router_path, save_router
from domain_packs.errors import PackError, PackNotFoundError
from domain_packs.pack import Pack, Task
from retrievers.embedder import Embedder
from retrievers.errors import IndexFault, IndexStorageFault
from retrievers.index import Indexes, TaskIndex
from retrievers.languages import primary
from retrievers.pairs import SAME
from retrievers.worth import measure_worth

#: Told what is being built, how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]


def silent(what: str, done: int, of_all: int) -> None:
    """Progress that nobody watches."""


class Library:
    """The packs that answer, their router, and the index of each task, opened when first needed.

    `broken` holds what is wrong with packs that can't be used.
    """

    def __init__(
        self,
        packs: Sequence[Pack],
        *,
        embedder: Embedder,
        worth: dict[str, float],
        router: Router,
        indexes: Indexes,
        broken: Sequence[PackError] = (),
        progress: Progress = silent,
    ) -> None:
        self.packs = {pack.name: pack for pack in packs}
        self.embedder = embedder
        self.worth = worth
        self.router = router
        self.broken = tuple(broken)
        self.languages = sorted({primary(tag) for pack in packs for tag in pack.manifest.languages})
        self._indexes = indexes
        self._opened: dict[str, TaskIndex] = {}
        self._lookups: dict[str, CuratedLookup] = {}
        self._progress = progress

    @property
    def tasks(self) -> dict[str, list[str]]:
        """The names of each pack's tasks."""
        return {name: list(pack.tasks) for name, pack in self.packs.items()}

    def pack(self, name: str) -> Pack:
        """The pack of that name. Raises `PackNotFoundError`."""
        if name not in self.packs:
            raise PackNotFoundError(
                f"There is no pack {name!r} that can be used.",
                f"Installed: {', '.join(self.packs)}.",
            )
        return self.packs[name]

    def task(self, target: str) -> tuple[Pack, Task]:
        """The pack and task of PACK/TASK."""
        pack, _, task = target.partition("/")
        return self.packs[pack], self.packs[pack].tasks[task]

    def index(self, target: str) -> TaskIndex:
        """The index of PACK/TASK, built where it isn't there. Raises `IndexFault`."""
        if target not in self._opened:
            pack, task = self.task(target)
            self._opened[target] = self._indexes.open_or_build(
                pack,
                task,
                self.embedder,
                progress=lambda done, of_all: self._progress(f"Indexing {target}", done, of_all),
            )
        return self._opened[target]

    def curated(self, target: str) -> CuratedLookup:
        """Looks for examples of PACK/TASK that are the same question."""
        if target not in self._lookups:
            pack, task = self.task(target)
            asked = [row.question for row in pack.questions if row.task == task.name]
            self._lookups[target] = CuratedLookup(task, asked)
        return self._lookups[target]

    def build(self) -> None:
        """Builds every index that isn't there, so that no question has to wait for one."""
        for pack, tasks in self.tasks.items():
            for task in tasks:
                self.index(f"{pack}/{task}")


def open_library(
    packs: Sequence[Pack],
    *,
    embedder: Embedder,
    indexes: Indexes,
    folder: Path,
    broken: Sequence[PackError] = (),
    progress: Progress = silent,
) -> Library:
    """Opens the library of these packs; `folder` keeps what is computed from packs and embedder.

    Raises `PackNotFoundError` where there is no pack, and `IndexFault` where the folder can't be
    written.
    """
    if not packs:
        raise PackNotFoundError(
            "No pack can be used.",
            "`polymath packs list` shows the installed ones and what is wrong.",
        )
    worth = _worth(folder, embedder)
    path = router_path(folder, packs, embedder)
    try:
        router = load_router(path)
    except IndexFault:
        progress("Learning to route", 0, 1)
        router = fit_router(packs, embedder, worth)
        _kept(path, lambda: save_router(router, path))
        progress("Learning to route", 1, 1)
    return Library(
        packs,
        embedder=embedder,
        worth=worth,
        router=router,
        indexes=indexes,
        broken=broken,
        progress=progress,
    )


def _worth(folder: Path, embedder: Embedder) -> dict[str, float]:
    """What the embedder is worth in each language; measured once and kept."""
    path = folder / f"worth-{embedder.digest[:16]}.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        worth = {language: float(found[language]) for language in SAME}
        if not all(0.0 <= value <= 1.0 for value in worth.values()):
            raise ValueError(worth)
        return worth
    except (OSError, ValueError, TypeError, KeyError):
        # missing or damaged: it is a cache
        worth = measure_worth(embedder)
        _kept(path, lambda: _write(path, json.dumps(worth)))
        return worth


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _kept(path: Path, write: Callable[[], None]) -> None:
    try:
        write()
    except OSError as error:
        raise IndexStorageFault(
            f"{str(path)!r} can't be written ({error.strerror}).",
            "Free disk space, or point POLYMATH_HOME to a folder that you may write.",
        ) from error
