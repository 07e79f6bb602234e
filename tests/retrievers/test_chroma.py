"""Indexes on disk: crashes, several processes, damage, full disks, servers that aren't there."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from domain_packs.pack import Pack, Task
from retrievers.chroma import ChromaIndexes
from retrievers.embedder import HashedEmbedder
from retrievers.errors import IndexFault
from retrievers.index import TaskIndex, index_name

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def indexes(folder: Path) -> Iterator[ChromaIndexes]:
    keeper = ChromaIndexes(folder)
    yield keeper
    keeper.close()


def building(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.retrievers.building", str(folder), *arguments]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE)


def serves(index: TaskIndex) -> bool:
    return len(index.dense(HashedEmbedder(64).embed(["rent"])[0], 5)) == 5


def kept(folder: Path, indexes: ChromaIndexes) -> tuple[list[str], list[str]]:
    """The builds in an index's folder and the collections in the database."""
    (place,) = (path for path in folder.iterdir() if path.name.startswith("rent."))
    builds = sorted(path.name for path in place.iterdir() if path.is_dir())
    return builds, sorted(name.rpartition(".")[2] for name in indexes._database.names())


def test_nothing_is_written_before_the_first_build(folder: Path, indexes: ChromaIndexes) -> None:
    assert indexes.stale(()) == []
    assert not folder.exists()


def test_crash_in_the_first_build_leaves_no_index_and_the_next_build_works(
    indexes: ChromaIndexes, folder: Path, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    builder = building(folder, "build", "die")
    builder.communicate()
    assert builder.returncode == -signal.SIGKILL

    with pytest.raises(IndexFault, match="no complete index"):
        indexes.open(pack, task, hashed)
    assert serves(indexes.open_or_build(pack, task, hashed))


def test_crash_in_a_later_build_leaves_the_old_index_serving(
    indexes: ChromaIndexes, folder: Path, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    opened = indexes.build(pack, task, hashed)

    building(folder, "build", "die").communicate()

    assert serves(opened)
    assert serves(indexes.open(pack, task, hashed))


def test_unfinished_build_is_thrown_away_at_the_next(
    indexes: ChromaIndexes, folder: Path, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    name = indexes.build(pack, task, hashed).name
    (folder / name / "index.json").unlink()  # as a crash before the marker leaves it

    with pytest.raises(IndexFault, match="no complete index"):
        indexes.open(pack, task, hashed)
    indexes.build(pack, task, hashed)

    builds, collections = kept(folder, indexes)
    assert len(builds) == 1
    assert collections == builds


def test_replaced_build_serves_those_who_opened_it_until_the_build_after(
    indexes: ChromaIndexes, folder: Path, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    first = indexes.build(pack, task, hashed)
    indexes.build(pack, task, hashed)
    assert serves(first)

    indexes.build(pack, task, hashed)

    builds, collections = kept(folder, indexes)
    assert len(builds) == 2
    assert collections == builds
    with pytest.raises(IndexFault):
        serves(first)


def test_of_two_processes_that_need_an_index_one_builds_it(
    indexes: ChromaIndexes, folder: Path, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    builders = [building(folder, "open") for _ in range(2)]
    said = [builder.communicate()[0] for builder in builders]

    assert [builder.returncode for builder in builders] == [0, 0]
    assert sorted(map(int, said))[0] == 0
    assert serves(indexes.open(pack, task, hashed))


@pytest.mark.slow
def test_two_processes_may_build_anew_at_once(
    indexes: ChromaIndexes, folder: Path, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    indexes.build(pack, task, hashed)

    builders = [building(folder, "build") for _ in range(2)]
    while any(builder.poll() is None for builder in builders):
        assert serves(indexes.open_or_build(pack, task, hashed))

    assert [builder.communicate() and builder.returncode for builder in builders] == [0, 0]
    assert serves(indexes.open(pack, task, hashed))


def damage(pattern: str, how: Callable[[Path], object]) -> Callable[[Path], None]:
    def run(folder: Path) -> None:
        found = sorted(folder.glob(pattern))
        assert found
        for path in found:
            how(path)

    return run


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 255
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:40])


DAMAGE = [
    pytest.param(damage("rent.*/*/vectors.safetensors", flip), id="vectors-changed"),
    pytest.param(damage("rent.*/*/vectors.safetensors", cut), id="vectors-cut"),
    pytest.param(damage("rent.*/*/lexical.safetensors", cut), id="lexical-cut"),
    pytest.param(damage("rent.*/*/lexical.safetensors", Path.unlink), id="lexical-gone"),
    pytest.param(damage("rent.*/*/head.safetensors", flip), id="head-changed"),
    pytest.param(damage("rent.*/index.json", cut), id="marker-cut"),
    pytest.param(damage("rent.*/index.json", Path.unlink), id="marker-gone"),
    pytest.param(damage("rent.*/????????", shutil.rmtree), id="build-gone"),
    pytest.param(damage("rent.*", shutil.rmtree), id="index-gone"),
    pytest.param(damage("chroma/*-*/*.bin", lambda p: p.write_bytes(b"x")), id="graph-changed"),
    pytest.param(damage("chroma", shutil.rmtree), id="database-gone"),
]


@pytest.mark.parametrize("harm", DAMAGE)
def test_damaged_index_is_refused_and_comes_back(
    folder: Path, pack: Pack, task: Task, hashed: HashedEmbedder, harm: Callable[[Path], None]
) -> None:
    before = ChromaIndexes(folder)
    before.build(pack, task, hashed)
    before.close()
    harm(folder)

    indexes = ChromaIndexes(folder)
    with pytest.raises(IndexFault) as fault:
        indexes.open(pack, task, hashed)

    assert fault.value.remedy
    assert serves(indexes.open_or_build(pack, task, hashed))
    assert serves(indexes.open(pack, task, hashed))
    indexes.close()


def test_graph_that_lost_its_files_serves_from_the_log(
    folder: Path, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    before = ChromaIndexes(folder)
    before.build(pack, task, hashed)
    before.close()
    damage("chroma/*-*", shutil.rmtree)(folder)

    indexes = ChromaIndexes(folder)
    assert serves(indexes.open(pack, task, hashed))
    indexes.close()


def test_collection_of_other_vectors_is_refused_and_comes_back(
    indexes: ChromaIndexes, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    vectors = indexes.build(pack, task, hashed).vectors
    (name,) = indexes._database.names()
    indexes._database.delete(name)
    indexes._database.create(name, -vectors)

    with pytest.raises(IndexFault, match="isn't the one that was built"):
        indexes.open(pack, task, hashed)
    assert serves(indexes.open_or_build(pack, task, hashed))


@pytest.mark.parametrize("name", [".", "chroma"], ids=["everything", "database"])
def test_index_deleted_under_an_open_one_comes_back(
    indexes: ChromaIndexes,
    folder: Path,
    pack: Pack,
    task: Task,
    hashed: HashedEmbedder,
    name: str,
) -> None:
    indexes.build(pack, task, hashed)
    shutil.rmtree(folder / name)

    with pytest.raises(IndexFault):
        indexes.open(pack, task, hashed)
    assert serves(indexes.open_or_build(pack, task, hashed))


def test_collection_deleted_by_another_is_a_fault_and_comes_back(
    indexes: ChromaIndexes, folder: Path, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    opened = indexes.build(pack, task, hashed)
    ChromaIndexes(folder)._database.delete(indexes._database.names()[0])

    with pytest.raises(IndexFault, match="NotFoundError"):
        serves(opened)
    assert serves(indexes.open_or_build(pack, task, hashed))


def test_broken_database_says_what_to_delete(
    folder: Path, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    (folder / "chroma").mkdir(parents=True)
    (folder / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    indexes = ChromaIndexes(folder)

    for _ in range(2):
        with pytest.raises(IndexFault, match="Delete that folder"):
            indexes.open_or_build(pack, task, hashed)

    shutil.rmtree(folder / "chroma")
    assert serves(indexes.open_or_build(pack, task, hashed))
    indexes.close()


def test_folder_that_is_a_file_is_a_storage_fault(
    folder: Path, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    folder.write_text("in the way")

    with pytest.raises(IndexFault) as fault:
        ChromaIndexes(folder).build(pack, task, hashed)

    assert fault.value.kind == "storage"


@pytest.mark.parametrize("limit", ["5000", "100000"], ids=["files", "database"])
def test_full_disk_is_one_sentence_and_leaves_the_old_index_serving(
    indexes: ChromaIndexes,
    folder: Path,
    pack: Pack,
    task: Task,
    hashed: HashedEmbedder,
    limit: str,
) -> None:
    opened = indexes.build(pack, task, hashed)

    builder = building(folder, "build", limit)
    said, _ = builder.communicate()

    assert builder.returncode == 1
    assert said.startswith("storage ")
    assert len(said.splitlines()) == 1
    assert serves(opened)
    assert serves(indexes.open(pack, task, hashed))


def test_no_environment_file_of_a_strange_folder_is_read(
    folder: Path,
    pack: Pack,
    task: Task,
    hashed: HashedEmbedder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / ".env").write_text("CHROMA_API_IMPL=nothing.such\nANONYMIZED_TELEMETRY=true\n")
    monkeypatch.chdir(tmp_path)
    indexes = ChromaIndexes(folder)

    assert serves(indexes.build(pack, task, hashed))
    assert not indexes._database.connect().get_settings().anonymized_telemetry
    indexes.close()


class _NotChroma(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def strange_url() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _NotChroma) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_server_that_is_not_there_is_a_fault_before_anything_is_embedded(
    folder: Path, pack: Pack, task: Task, strange_url: str
) -> None:
    for url in ("http://127.0.0.1:9", strange_url):
        with pytest.raises(IndexFault, match="POLYMATH_CHROMA_URL") as fault:
            ChromaIndexes(folder, url=url).open_or_build(pack, task, _Untouchable(64))
        assert url in fault.value.message


class _Untouchable(HashedEmbedder):
    def embed(self, texts: object) -> None:  # type: ignore[override]
        raise AssertionError("nothing should be embedded")


@pytest.mark.slow
def test_two_homes_on_one_server_leave_each_other_alone(
    chroma_url: str, tmp_path: Path, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    mine, theirs = (ChromaIndexes(tmp_path / name, url=chroma_url) for name in ("a", "b"))
    opened = theirs.build(pack, task, hashed)

    mine.build(pack, task, hashed)
    mine.build(pack, task, hashed)
    mine.remove(index_name(pack, task, hashed))

    assert serves(opened)
    assert serves(theirs.open(pack, task, hashed))
    mine.close()
    theirs.close()


@pytest.mark.slow
def test_build_killed_at_any_moment_leaves_an_index_that_serves(
    indexes: ChromaIndexes, folder: Path, pack: Pack, task: Task, hashed: HashedEmbedder
) -> None:
    opened = indexes.build(pack, task, hashed)
    for tenths in range(8, 32, 3):
        builder = building(folder, "build")
        try:
            builder.communicate(timeout=tenths / 10)
        except subprocess.TimeoutExpired:
            os.kill(builder.pid, signal.SIGKILL)
            builder.communicate()
        opened = indexes.open(pack, task, hashed)
        assert serves(opened)

    assert serves(indexes.build(pack, task, hashed))
    builds, collections = kept(folder, indexes)
    assert collections == builds
