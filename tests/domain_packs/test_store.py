from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from domain_packs.errors import PackError, PackNotFoundError
from domain_packs.reader import load_pack
from domain_packs.store import PackStore, StoreError
from tests.packs import copy_kitchen, edit_yaml, write_pack

ONE_TASK = {"task": {"examples": [("in", "out")]}}


@pytest.fixture
def store(tmp_path: Path, home: Path) -> PackStore:
    """A store with one bundled pack, "kitchen"."""
    copy_kitchen(tmp_path / "bundled" / "kitchen")
    return PackStore(home, bundled=tmp_path / "bundled")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "small", ONE_TASK)


def test_bundled_packs_are_active_without_a_home(store: PackStore, home: Path) -> None:
    assert [(found.name, found.origin) for found in store] == [("kitchen", "bundled")]
    assert not home.exists()


def test_added_pack_answers_from_a_folder_named_by_its_digest(
    store: PackStore, folder: Path, home: Path
) -> None:
    pack = store.add(folder, origin="folder")
    assert pack.folder == home / "packs" / "small" / f"1.0.0-{pack.digest[:12]}"
    assert pack.digest == load_pack(folder).digest
    assert [found.name for found in store.active()] == ["kitchen", "small"]


def test_added_pack_stands_before_the_bundled_one_of_its_name(
    store: PackStore, tmp_path: Path
) -> None:
    changed = copy_kitchen(tmp_path / "changed")
    edit_yaml(changed / "pack.yaml", version="2.0.0")
    store.add(changed, origin="folder")
    packs, _ = store.load()
    assert [pack.version for pack in packs] == ["2.0.0"]


def test_adding_again_keeps_one_copy(store: PackStore, folder: Path) -> None:
    first = store.add(folder, origin="folder")
    assert store.add(folder, origin="folder") == first
    assert len(list(first.folder.parent.iterdir())) == 1


def test_broken_pack_is_reported_and_the_others_are_read(store: PackStore, folder: Path) -> None:
    added = store.add(folder, origin="folder")
    (added.folder / "pack.yaml").write_text("name: [")
    packs, broken = store.load()
    assert [pack.name for pack in packs] == ["kitchen"]
    assert "pack.yaml" in broken[0].message


def test_pack_that_vanished_is_reported(store: PackStore, folder: Path, home: Path) -> None:
    store.add(folder, origin="folder")
    (home / "packs" / "small").rename(home / "gone")
    assert isinstance(store.load()[1][0], PackNotFoundError)


def test_refused_pack_changes_nothing(store: PackStore, folder: Path, home: Path) -> None:
    (folder / "run.py").touch()
    with pytest.raises(PackError):
        store.add(folder, origin="folder")
    assert not (home / "packs" / "active.json").exists()
    assert [found.name for found in store.active()] == ["kitchen"]


def test_only_files_of_the_format_are_copied_with_modes_of_ours(
    store: PackStore, folder: Path
) -> None:
    (folder / "pack.yaml").chmod(0o4777)
    added = store.add(folder, origin="folder").folder
    assert (added / "pack.yaml").stat().st_mode & 0o7111 == 0
    assert not list(added.parent.parent.glob(".staging-*"))


def test_store_that_can_not_be_written_says_so(store: PackStore, folder: Path, home: Path) -> None:
    home.mkdir()
    (home / "packs").write_text("in the way")
    with pytest.raises(StoreError, match="can't be stored"):
        store.add(folder, origin="folder")


@pytest.mark.parametrize(
    "written",
    [
        "{",
        "[]",
        '{"small": {"origin": "folder"}}',
        '{"small": {"folder": 5, "origin": "folder"}}',
        '{"small": {"folder": "../../etc", "origin": "folder"}}',
        '{"small": {"folder": "/etc", "origin": "folder"}}',
        "\udcff",
    ],
)
def test_broken_pointer_file_is_refused_with_a_remedy(
    store: PackStore, home: Path, written: str
) -> None:
    (home / "packs").mkdir(parents=True)
    (home / "packs" / "active.json").write_bytes(os.fsencode(written))
    with pytest.raises(StoreError, match="Restore it"):
        store.active()


def test_two_adding_at_once_lose_nothing(store: PackStore, tmp_path: Path, home: Path) -> None:
    folders = [write_pack(tmp_path / f"p{n}", ONE_TASK, name=f"p{n}") for n in range(4)]
    threads = [
        threading.Thread(target=store.add, args=(f,), kwargs={"origin": "f"}) for f in folders
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pointers = json.loads((home / "packs" / "active.json").read_text())
    assert sorted(pointers) == ["p0", "p1", "p2", "p3"]


def test_pack_is_found_by_name_before_a_folder_of_that_name(
    store: PackStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    assert store.find("kitchen") == store.bundled / "kitchen"
    assert store.find("small") == Path("small")
    assert store.find(str(folder)) == folder


@pytest.mark.parametrize("name", ["legla", "", "a\0b", "x" * 5_000, "../nowhere"])
def test_unknown_pack_is_refused_with_those_there_are(store: PackStore, name: str) -> None:
    with pytest.raises(PackNotFoundError, match="Installed: kitchen"):
        store.find(name)
