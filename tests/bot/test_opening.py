from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.answering.library import open_library
from bot.opening import as_folder, open_polymath
from bot.settings import read_settings
from domain_packs.errors import PackNotFoundError
from domain_packs.store import PackStore
from retrievers.embedder import HashedEmbedder
from retrievers.errors import IndexStorageFault
from retrievers.memory import MemoryIndexes
from tests.packs import KITCHEN, copy_kitchen

EMBEDDER = HashedEmbedder(64)


def opened(home: Path, bundled: Path) -> list[str]:
    """The names of the packs that answer, and of what is told of the others."""
    packs, broken = PackStore(home, bundled=bundled).load()
    library = open_library(
        packs, embedder=EMBEDDER, indexes=MemoryIndexes(), folder=home / "index", broken=broken
    )
    return [*library.packs, *(fault.message for fault in library.broken)]


def test_broken_pack_is_told_and_the_others_answer_on(home: Path, tmp_path: Path) -> None:
    copy_kitchen(tmp_path / "packs" / "kitchen")
    copy_kitchen(tmp_path / "packs" / "broken")
    (tmp_path / "packs" / "broken" / "pack.yaml").write_text("name: [")
    kitchen, fault = opened(home, tmp_path / "packs")
    assert kitchen == "kitchen"
    assert "broken' can't be used: pack.yaml" in fault


def test_no_pack_that_can_be_used_is_refused(home: Path, tmp_path: Path) -> None:
    with pytest.raises(PackNotFoundError, match="No pack can be used"):
        opened(home, tmp_path / "nothing")


@pytest.mark.parametrize(
    "damage", ["", "[]", "{}", '{"en": "much"}', '{"en": 7}', "\0", '{"en": NaN}', "null"]
)
def test_damaged_worth_is_measured_anew(home: Path, tmp_path: Path, damage: str) -> None:
    copy_kitchen(tmp_path / "packs" / "kitchen")
    opened(home, tmp_path / "packs")
    [path] = (home / "index").glob("worth-*.json")
    sound = path.read_text()
    path.write_text(damage)
    opened(home, tmp_path / "packs")
    assert path.read_text() == sound
    assert 0 <= json.loads(sound)["en"] <= 1


@pytest.mark.parametrize("damage", [b"", b"\0" * 5_000, None], ids=["empty", "zeros", "cut"])
def test_damaged_router_is_fitted_anew(home: Path, tmp_path: Path, damage: bytes | None) -> None:
    copy_kitchen(tmp_path / "packs" / "kitchen")
    opened(home, tmp_path / "packs")
    [path] = (home / "index").glob("router-*.safetensors")
    sound = path.read_bytes()
    path.write_bytes(sound[: len(sound) // 2] if damage is None else damage)
    opened(home, tmp_path / "packs")
    assert path.read_bytes() == sound


def test_nothing_is_left_beside_what_is_kept(home: Path, tmp_path: Path) -> None:
    copy_kitchen(tmp_path / "packs" / "kitchen")
    opened(home, tmp_path / "packs")
    kinds = sorted(path.name.partition("-")[0] for path in (home / "index").iterdir())
    assert kinds == ["router", "worth"]


def test_home_that_cannot_be_written_is_refused_with_the_remedy(tmp_path: Path) -> None:
    copy_kitchen(tmp_path / "packs" / "kitchen")
    with pytest.raises(IndexStorageFault) as caught:
        opened(Path("/proc/nowhere"), tmp_path / "packs")
    assert caught.value.message.startswith("'/proc/nowhere/index/worth-")
    assert "POLYMATH_HOME" in caught.value.remedy
    assert caught.value.kind == "storage"


def test_progress_is_reported(home: Path) -> None:
    told: list[tuple[str, int, int]] = []
    settings = read_settings({"POLYMATH_HOME": str(home), "POLYMATH_EMBEDDER": "hashed-64"})
    polymath = open_polymath(settings, lambda *done: told.append(done), folder=KITCHEN)
    polymath.library.build()
    assert ("Learning to route", 1, 1) in told
    assert ("Indexing kitchen/dish", 12, 12) in told


@pytest.mark.parametrize(
    ("name", "folder"),
    [("kitchen", None), ("./kitchen", "kitchen"), (".", "."), ("/a/b", "/a/b"), (None, None)],
)
def test_pack_with_a_separator_is_a_folder(name: str | None, folder: str | None) -> None:
    assert as_folder(name) == (Path(folder) if folder else None)
