"""The files of one index: its parts as arrays, and the marker that says they are complete.

FOLDER/NAME/index.json           the marker, written last: the build that serves, its files' digests
FOLDER/NAME/BUILD/*.safetensors  vectors, lexical index, head

A build writes a folder of its own beside the one that serves, so a crash leaves the old one
serving.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from retrievers.embedder import Vectors
from retrievers.errors import IndexFault, IndexStorageFault
from retrievers.lexical import LexicalIndex
from retrievers.parts import Parts

_VECTORS, _WORDS, _HEAD = "vectors.safetensors", "lexical.safetensors", "head.safetensors"
_MARKER = "index.json"


class Marker(BaseModel):
    """index.json: what an index was built from; `files` gives the sha256 of each of its files."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    build: str
    pack: str
    version: str
    pack_digest: str
    task: str
    embedder: str
    embedder_digest: str
    rows: int
    files: dict[str, str]


@contextmanager
def storage_faults(folder: Path) -> Iterator[None]:
    """Turns what the operating system says about files under `folder` into `IndexStorageFault`."""
    try:
        yield
    except OSError as error:
        raise IndexStorageFault(
            f"The index folder {str(folder)!r} can't be used:"
            f" {error.strerror or type(error).__name__}.",
            "Check disk space and permissions; the folder may be deleted, it is built again.",
        ) from error


def write_parts(parts: Parts, place: Path) -> dict[str, str]:
    """Writes the parts into the new folder `place`; the digest of each file. Raises `OSError`."""
    from safetensors.numpy import save

    place.mkdir(parents=True)
    (place / _VECTORS).write_bytes(save({"vectors": parts.vectors}))
    parts.words.save(place / _WORDS)
    if parts.head is not None:
        parts.head.save(place / _HEAD)
    files = sorted(place.iterdir())
    for path in [*files, place]:
        _flush(path)
    return {path.name: _digest(path) for path in files}


def read_parts(place: Path, marker: Marker) -> Parts:
    """The parts in `place`, vectors memory-mapped. Raises `IndexFault` where a file is damaged."""
    for name, digest in marker.files.items():
        if not (place / name).is_file() or _digest(place / name) != digest:
            raise IndexFault(
                f"The index file {str(place / name)!r} is missing or damaged.",
                "Build the index again.",
            )
    head = None
    if _HEAD in marker.files:
        from retrievers.heads import Head

        head = Head.load(place / _HEAD)
    return Parts(vectors=_map(place / _VECTORS), words=LexicalIndex.load(place / _WORDS), head=head)


def write_marker(marker: Marker, folder: Path) -> None:
    """Makes `marker.build` the build that serves, in one step. Raises `OSError`."""
    temporary = folder / f".{_MARKER}"
    temporary.write_text(marker.model_dump_json(indent=1), encoding="utf-8")
    _flush(temporary)
    os.replace(temporary, folder / _MARKER)
    _flush(folder)


def read_marker(folder: Path) -> Marker | None:
    """The marker in `folder`; None where no build is complete. Raises `IndexFault` if damaged."""
    try:
        return Marker.model_validate_json((folder / _MARKER).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValidationError as error:
        raise IndexFault(
            f"The marker {str(folder / _MARKER)!r} is damaged.", "Build the index again."
        ) from error


def builds(folder: Path) -> list[str]:
    """The names of the builds, complete or not, whose files lie in `folder`."""
    return (
        sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    )


def discard(place: Path) -> None:
    """Deletes a build's files, or a whole index's. Raises `OSError`."""
    shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)


def _map(path: Path) -> Vectors:
    """The vectors of a safetensors file (8 bytes: length of the header, JSON, numbers), mapped."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        rows, dimension = json.loads(file.read(length))["vectors"]["shape"]
    if rows == 0:  # an empty file section can't be mapped
        return np.zeros((0, dimension), np.float32)
    return np.memmap(path, np.float32, mode="r", offset=8 + length, shape=(rows, dimension))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    """Has the file or folder on disk before anything points to it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
