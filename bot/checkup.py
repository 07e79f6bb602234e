"""The checks of `polymath doctor`: one function looks at one part."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.opening import open_set_model
from domain_packs.errors import PolymathError
from domain_packs.store import PackStore

if TYPE_CHECKING:
    from bot.settings import Settings
    from retrievers.embedder import Embedder

#: What an index of the bundled packs takes with room to spare, in MiB.
_ROOM = 512


@dataclass(frozen=True)
class Check:
    """What was looked at, whether it is well, and what to do where it isn't."""

    name: str
    ok: bool
    message: str
    remedy: str = ""

    def as_json(self) -> dict[str, object]:
        """The check as `doctor --json` prints it."""
        return {
            "check": self.name,
            "ok": self.ok,
            "message": self.message,
            "remedy": self.remedy or None,
        }


def check_up(settings: Settings) -> Iterator[Check]:
    """Looks at home, disk, packs, embedder, indexes and model, in this order."""
    yield _home(settings)
    yield _disk(settings.home)
    yield from _packs(settings)
    embedder: list[Embedder] = []
    yield from _guarded("embedder", lambda: _embedder(settings, embedder))
    if embedder:
        yield from _guarded("index", lambda: _index(settings, embedder[0]))
    yield from _guarded("model", lambda: _model(settings))


def _guarded(name: str, look: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    """The checks of one part; an error it meets is its finding."""
    try:
        yield from look()
    except PolymathError as error:
        yield Check(name, False, error.message, error.remedy)


def _home(settings: Settings) -> Check:
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        probe = settings.home / ".doctor"
        probe.write_text("", encoding="utf-8")
        probe.unlink()
    except OSError as error:
        return Check(
            "home",
            False,
            f"{settings.home} can't be written ({error.strerror}).",
            "Point POLYMATH_HOME to a folder that you may write.",
        )
    return Check("home", True, f"{settings.home} can be written.")


def _disk(home: Path) -> Check:
    place = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(place).free // 2**20
    remedy = "" if free >= _ROOM else f"Free {_ROOM} MiB or more."
    return Check("disk", free >= _ROOM, f"{free:,} MiB are free.", remedy)


def _packs(settings: Settings) -> Iterator[Check]:
    try:
        packs, broken = PackStore(settings.home).load()
    except PolymathError as error:
        yield Check("packs", False, error.message, error.remedy)
        return
    for pack in packs:
        rows = sum(len(task.examples) for task in pack.tasks.values())
        share = f"{pack.reviewed_share:.0%} reviewed"
        yield Check(f"pack {pack.name}", True, f"{pack.version}, {rows:,} examples, {share}.")
    for fault in broken:
        yield Check("pack", False, fault.message, fault.remedy)


def _embedder(settings: Settings, opened: list[Embedder]) -> Iterator[Check]:
    from retrievers.embedder import open_embedder
    from retrievers.worth import ENOUGH, measure_worth

    embedder = open_embedder(settings.embedder)
    opened.append(embedder)
    yield Check("embedder", True, f"{embedder.name}, sha256 {embedder.digest[:12]}….")
    worth = measure_worth(embedder)
    packs, _ = PackStore(settings.home).load()
    wanted = {tag.split("-")[0] for pack in packs for tag in pack.manifest.languages}
    for language in sorted(wanted & set(worth)):
        good = worth[language] >= ENOUGH
        told = (
            "its scores are used" if good else "its scores are switched off, wording alone counts"
        )
        remedy = "" if good else "A multilingual embedder would help: `polymath setup`."
        # Not a failure: Polymath works without, and says so.
        yield Check(
            f"embedder {language}", True, f"worth {worth[language]:.2f} of 1: {told}.", remedy
        )


def _index(settings: Settings, embedder: Embedder) -> Iterator[Check]:
    from retrievers.chroma import ChromaIndexes
    from retrievers.errors import IndexFault

    indexes = ChromaIndexes(settings.home / "index", url=settings.chroma_url)
    indexes.connect()  # a server that can't be reached is no missing index
    packs, _ = PackStore(settings.home).load()
    missing = []
    for pack in packs:
        for task in pack.tasks.values():
            try:
                indexes.open(pack, task, embedder)
            except IndexFault:
                missing.append(f"{pack.name}/{task.name}")
    if missing:
        told = f"{len(missing)} of the tasks have no index yet ({', '.join(missing[:3])}, …)."
        yield Check("index", True, told, "The next question builds them.")
    else:
        yield Check("index", True, "every task has its index.")


def _model(settings: Settings) -> Iterator[Check]:
    if settings.model is None:
        told = "no language model is set: curated examples and heads alone answer."
        yield Check("model", True, told, "`polymath setup` sets one.")
        return
    model = open_set_model(settings)
    private = "private" if model.private else "not private: sensitive packs' questions stay away"
    yield Check("model", True, f"{model.name} reads {model.context_tokens:,} tokens; {private}.")
