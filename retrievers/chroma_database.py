"""Chroma as the keeper of vectors, embedded or a server; here its errors become ours."""

from __future__ import annotations

import os
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrievers.embedder import Vectors
from retrievers.errors import IndexFault, IndexStorageFault
from retrievers.index import Neighbours

_CONNECT_SECONDS = 5.0
_ANSWER_SECONDS = 60.0
_FULL = ("disk is full", "No space left", "File too large", "disk I/O error")


class ChromaDatabase:
    """The collections of one database. Nothing is opened until a method needs it."""

    def __init__(self, folder: Path, *, url: str | None = None) -> None:
        self.folder = folder
        self.url = url
        self._client: Any = None
        self._opened: tuple[int, int] | None = None
        self._lock = threading.Lock()

    def connect(self) -> Any:
        """The client, opened at the first call, and again where its files were replaced."""
        with self._lock, self._faults():
            if self._client is None or self._identity() != self._opened:
                self._client = self._open_server() if self.url else self._open_folder()
                self._opened = self._identity()
            return self._client

    def close(self) -> None:
        """Lets go of the database; what was opened from it can't be searched any more."""
        with self._lock, self._faults():
            client, self._client = self._client, None
            if client is None:
                return
            if self.url:
                for part in (client, client._admin_client):  # Chroma leaves its connections open
                    part._server._session.close()
            client.close()

    def create(self, name: str, vectors: Vectors) -> None:
        """Makes the collection `name` with one entry a row, whose id is the row's position."""
        client = self.connect()
        with self._faults():
            collection = client.create_collection(
                name, embedding_function=None, configuration={"hnsw": _graph(len(vectors))}
            )
            step = client.get_max_batch_size()
            for start in range(0, len(vectors), step):
                batch = vectors[start : start + step]
                ids = [str(start + at) for at in range(len(batch))]
                collection.add(ids=ids, embeddings=batch)

    def open(self, name: str, vectors: Vectors) -> Neighbours:
        """Search in the collection `name`, after making sure that it holds just `vectors`."""
        client = self.connect()
        with self._faults():
            collection = client.get_collection(name, embedding_function=None)
            count = collection.count()

        def neighbours(vector: NDArray[np.float32], n: int) -> NDArray[np.int64]:
            with self._faults():
                found = collection.query(query_embeddings=[vector], n_results=n, include=[])
            return np.array(found["ids"][0], dtype=np.int64)

        if count != len(vectors) or not _finds_itself(neighbours, vectors):
            raise IndexFault(
                f"The Chroma collection {name!r} isn't the one that was built.",
                "Build the index again.",
            )
        return neighbours

    def delete(self, name: str) -> None:
        """Deletes the collection `name`; one that isn't there is no error."""
        from chromadb.errors import NotFoundError

        client = self.connect()
        with self._faults(), suppress(NotFoundError):  # thrown away already, or never made
            client.delete_collection(name)

    def names(self) -> list[str]:
        """The collections of the embedded database; none of a server's, which aren't ours alone."""
        if self.url or self._identity() is None:
            return []
        client = self.connect()
        with self._faults():
            return [collection.name for collection in client.list_collections()]

    def _open_folder(self) -> Any:
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings

        def opened() -> Any:
            settings = Settings(_env_file=None, anonymized_telemetry=False)
            return chromadb.PersistentClient(str(self.folder), settings=settings)

        # Chroma keeps what it opened, by path, for the whole process: broken ones too.
        if self._client is not None:
            SharedSystemClient.clear_system_cache()
        try:
            client = opened()
        except Exception:
            SharedSystemClient.clear_system_cache()
            raise
        if self._identity() is None:
            SharedSystemClient.clear_system_cache()
            client = opened()
        return client

    def _open_server(self) -> Any:
        import chromadb
        from chromadb.config import Settings

        # Chroma's client waits for ever; asking first says in seconds that nobody is there.
        heartbeat = f"{str(self.url).rstrip('/')}/api/v2/heartbeat"
        try:
            urllib.request.urlopen(heartbeat, timeout=_CONNECT_SECONDS).close()
        except urllib.error.HTTPError as error:
            error.close()
            raise
        settings = Settings(_env_file=None, anonymized_telemetry=False)
        client = chromadb.HttpClient(
            str(self.url), ssl=str(self.url).startswith("https"), settings=settings
        )
        client._server._session.timeout = _ANSWER_SECONDS
        return client

    def _identity(self) -> tuple[int, int] | None:
        """Which file the embedded database is; None where there is none, or a server instead."""
        try:
            found = os.stat(self.folder / "chroma.sqlite3")
        except OSError:
            return None
        return found.st_dev, found.st_ino

    @contextmanager
    def _faults(self) -> Iterator[None]:
        where = (
            f"The Chroma server at {self.url}" if self.url else f"Chroma in {str(self.folder)!r}"
        )
        try:
            yield
        except (
            Exception
        ) as error:  # a foreign boundary: Chroma raises its own, httpx's and plain ones
            said = f"{where} failed ({type(error).__name__}: {str(error)[:200]})."
            if any(sign in str(error) for sign in _FULL):
                raise IndexStorageFault(
                    said, "Free disk space, then build the index again."
                ) from error
            remedy = (
                "Check that it runs and POLYMATH_CHROMA_URL, or unset that to use the embedded one."
                if self.url
                else "Delete that folder: it is built again."
            )
            raise IndexFault(said, remedy) from error


def _graph(rows: int) -> dict[str, object]:
    """The settings of Chroma's HNSW graph (Malkov and Yashunin 2016) for so many unit vectors.

    `max_neighbors` and `ef_search` are twice Chroma's own: benchmarks/choosing.py shows the
    recall. The graph is written at the last row, else a smaller collection is read from the log
    again by every process.
    """
    return {
        "space": "ip",
        "ef_construction": 100,
        "max_neighbors": 32,
        "ef_search": 200,
        "sync_threshold": max(2, rows),
    }


def _finds_itself(neighbours: Neighbours, vectors: Vectors) -> bool:
    """Whether the last row is found by its own vector: a damaged graph may answer, but wrongly."""
    if not len(vectors):
        return True
    own = vectors[-1]
    wanted = min(8, len(vectors))
    positions = neighbours(own, wanted)
    if not len(positions) or positions.max() >= len(vectors):
        return False
    return bool(np.max(vectors[positions] @ own) >= own @ own - 1e-3)
