"""The router on disk: a cache, keyed by the packs and the embedder that it was fitted on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.answering.reading import Spelling
from bot.answering.router import Router, Side, Thresholds
from domain_packs.pack import Pack
from retrievers.arrays import Array, read_arrays, write_arrays
from retrievers.classifier import Classifier
from retrievers.embedder import Embedder
from retrievers.ngrams import Ngrams

KIND = "polymath-router-3"
_PARTS = ("asking", "payload", "whole")


def router_path(folder: Path, packs: Sequence[Pack], embedder: Embedder) -> Path:
    """Where the router of these packs and this embedder is kept."""
    basis = "\n".join([KIND, embedder.digest, *sorted(pack.digest for pack in packs)])
    return folder / f"router-{hashlib.sha256(basis.encode()).hexdigest()[:16]}.safetensors"


def save_router(router: Router, path: Path) -> None:
    """Writes the router, whole or not at all. Raises `OSError` where it can't."""
    arrays: dict[str, Array] = {"centres": router.spelling.centres}
    for name in _PARTS:
        ngrams: Ngrams = getattr(router.spelling, name)
        text = "\n".join(ngrams.vocabulary).encode("utf-8", "surrogatepass")
        arrays[f"{name}_vocabulary"] = np.frombuffer(text, dtype=np.uint8)
        arrays[f"{name}_idf"] = ngrams.idf
    facts: dict[str, object] = {"targets": router.targets, "dimension": router.dimension}
    for name, side in (("both", router.both), ("spelled", router.spelled)):
        fitted, limits = side.classifier, side.thresholds
        arrays |= {f"{name}_weights": fitted.weights, f"{name}_biases": fitted.biases}
        facts[name] = [fitted.temperature, float(limits.none), float(limits.sure)]
    path.parent.mkdir(parents=True, exist_ok=True)
    write_arrays(path, KIND, arrays, facts)


def load_router(path: Path) -> Router:
    """Reads the router. Raises `IndexFault` for a missing, foreign or damaged file."""
    arrays, facts = read_arrays(path, KIND)
    parts = []
    for name in _PARTS:
        vocabulary = arrays[f"{name}_vocabulary"].tobytes().decode("utf-8", "surrogatepass")
        parts.append(Ngrams(vocabulary.split("\n"), arrays[f"{name}_idf"]))
    sides = []
    for name in ("both", "spelled"):
        temperature, none, sure = facts[name]
        fitted = Classifier(arrays[f"{name}_weights"], arrays[f"{name}_biases"], temperature)
        sides.append(Side(fitted, Thresholds(none=none, sure=sure)))
    return Router(
        facts["targets"],
        Spelling(parts[0], parts[1], parts[2], arrays["centres"]),
        both=sides[0],
        spelled=sides[1],
        dimension=facts["dimension"],
    )
