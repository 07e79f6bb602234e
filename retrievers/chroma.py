"""Indexes on disk: a Chroma collection each, and their other parts as files beside it."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Collection, Iterator
from pathlib import Path

from filelock import FileLock

from domain_packs.pack import Pack, Task
from retrievers import index_files
from retrievers.chroma_database import ChromaDatabase
from retrievers.embedder import Embedder
from retrievers.errors import IndexFault
from retrievers.index import TaskIndex, index_name
from retrievers.index_files import Marker, storage_faults
from retrievers.parts import Progress, compute


class ChromaIndexes:
    """The indexes under `folder`, their vectors' graphs in Chroma there or on the server at `url`.

    Any number of processes may read and build at once: builders wait for one another, readers
    don't wait.
    """

    def __init__(self, folder: Path, *, url: str | None = None) -> None:
        self.folder = folder
        self._database = ChromaDatabase(folder / "chroma", url=url)

    def connect(self) -> None:
        """Opens the database. Raises `IndexFault` where it can't be reached or written."""
        with storage_faults(self.folder):
            self._database.connect()

    def build(
        self, pack: Pack, task: Task, embedder: Embedder, *, progress: Progress | None = None
    ) -> TaskIndex:
        """See `Indexes.build`. A build that was replaced is thrown away only by the next one."""
        with self._lock():
            return self._build(pack, task, embedder, progress)

    def open(self, pack: Pack, task: Task, embedder: Embedder) -> TaskIndex:
        """See `Indexes.open`."""
        name = index_name(pack, task, embedder)
        with storage_faults(self.folder):
            marker = index_files.read_marker(self.folder / name)
            if marker is None:
                raise IndexFault(
                    f"The task {task.name!r} of the pack {pack.name!r} has no complete index.",
                    "Build it.",
                )
            parts = index_files.read_parts(self.folder / name / marker.build, marker)
        neighbours = self._database.open(_collection(name, marker.build), parts.vectors)
        return TaskIndex(name=name, task=task, neighbours=neighbours, **vars(parts))

    def open_or_build(
        self, pack: Pack, task: Task, embedder: Embedder, *, progress: Progress | None = None
    ) -> TaskIndex:
        """See `Indexes.open_or_build`. Of two processes one builds, the other waits for it."""
        self._database.connect()  # a server that isn't there is no reason to build
        with contextlib.suppress(IndexFault):
            return self.open(pack, task, embedder)
        with self._lock():
            with contextlib.suppress(IndexFault):
                return self.open(pack, task, embedder)
            return self._build(pack, task, embedder, progress)

    def stale(self, keep: Collection[str]) -> list[str]:
        """See `Indexes.stale`."""
        with storage_faults(self.folder):
            folders = self.folder.iterdir() if self.folder.is_dir() else ()
            names = {path.name for path in folders if path.name.count(".") == 2 and path.is_dir()}
        names |= {name.rpartition(".")[0] for name in self._database.names()}
        return sorted(names - set(keep))

    def remove(self, name: str) -> None:
        """See `Indexes.remove`."""
        with self._lock(), storage_faults(self.folder):
            self._clear(name, serving=None)
            index_files.discard(self.folder / name)

    def close(self) -> None:
        """See `Indexes.close`."""
        self._database.close()

    def _build(
        self, pack: Pack, task: Task, embedder: Embedder, progress: Progress | None
    ) -> TaskIndex:
        name = index_name(pack, task, embedder)
        self._database.connect()  # what can't be kept needn't be computed
        with storage_faults(self.folder):
            self._clear(name, serving=self._serving(name))
        parts = compute(task, embedder, progress=progress)
        build = secrets.token_hex(4)
        try:
            with storage_faults(self.folder):
                files = index_files.write_parts(parts, self.folder / name / build)
                self._database.create(_collection(name, build), parts.vectors)
                marker = Marker(
                    build=build,
                    pack=pack.name,
                    version=pack.version,
                    pack_digest=pack.digest,
                    task=task.name,
                    embedder=embedder.name,
                    embedder_digest=embedder.digest,
                    rows=len(task.examples),
                    files=files,
                )
                index_files.write_marker(marker, self.folder / name)
        except BaseException:
            self._discard(name, build)
            raise
        return self.open(pack, task, embedder)

    def _serving(self, name: str) -> str | None:
        """The build that serves; None where there is none, or its marker is damaged."""
        try:
            marker = index_files.read_marker(self.folder / name)
        except IndexFault:
            return None
        return marker.build if marker else None

    def _clear(self, name: str, *, serving: str | None) -> None:
        """Throws away the builds of an index that don't serve: unfinished and replaced ones."""
        known = set(index_files.builds(self.folder / name))
        known |= {
            collection.rpartition(".")[2]
            for collection in self._database.names()
            if collection.rpartition(".")[0] == name
        }
        for build in sorted(known - {serving}):
            self._database.delete(_collection(name, build))
            index_files.discard(self.folder / name / build)

    def _discard(self, name: str, build: str) -> None:
        """Frees what a failed build took, as far as that works; the next build clears the rest."""
        with contextlib.suppress(IndexFault):
            self._database.delete(_collection(name, build))
        with contextlib.suppress(OSError):
            index_files.discard(self.folder / name / build)

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        """One builder at a time in the folder: Chroma's database has one writer."""
        with storage_faults(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / ".lock")
            lock.acquire()
        try:
            yield
        finally:
            lock.release()


def _collection(name: str, build: str) -> str:
    return f"{name}.{build}"
