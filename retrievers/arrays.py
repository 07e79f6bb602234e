"""Arrays on disk: a safetensors file that says what it is and whose content is checked when it is
read."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrievers.errors import IndexFault

Array = NDArray[Any]

_ENTRY = "polymath"


def write_arrays(
    path: Path, kind: str, arrays: Mapping[str, Array], facts: Mapping[str, Any]
) -> None:
    """Writes `arrays` with `facts` (whatever JSON can hold) to `path`, whole or not at all.

    `kind` names the format and its version. Raises `OSError` where it can't be written.
    """
    from safetensors.numpy import save

    held = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    stated = json.dumps(dict(facts), sort_keys=True)
    # One entry: safetensors writes several in any order, and the same content is the same file.
    about = {"kind": kind, "facts": stated, "sha256": _digest(kind, held, stated)}
    metadata = {_ENTRY: json.dumps(about, sort_keys=True)}
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(save(held, metadata))
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def read_arrays(path: Path, kind: str) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays and facts that `write_arrays` put there. Raises `IndexFault` for a missing,
    foreign or damaged file."""
    from safetensors import SafetensorError, safe_open

    remedy = "Delete it: it is built again from the pack."
    try:
        with safe_open(path, framework="np") as file:
            about = json.loads((file.metadata() or {}).get(_ENTRY, "{}"))
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except FileNotFoundError as error:
        raise IndexFault(f"There is no file {str(path)!r}.", "Build the index again.") from error
    except (OSError, SafetensorError, ValueError, TypeError, AttributeError) as error:
        why = type(error).__name__
        raise IndexFault(f"The file {str(path)!r} can't be read ({why}).", remedy) from error
    found = about.get("kind") if isinstance(about, dict) else None
    if found != kind:
        raise IndexFault(f"The file {str(path)!r} holds {found!r}, not {kind!r}.", remedy)
    if about.get("sha256") != _digest(kind, arrays, about.get("facts", "")):
        raise IndexFault(f"The file {str(path)!r} is damaged: its sha256 is another.", remedy)
    facts: dict[str, Any] = json.loads(about["facts"])
    return arrays, facts


def _digest(kind: str, arrays: Mapping[str, Array], facts: str) -> str:
    total = hashlib.sha256(f"{kind}\0{facts}".encode())
    for name, array in sorted(arrays.items()):
        total.update(f"\0{name}\0{array.dtype.str}\0{array.shape}\0".encode())
        total.update(array.tobytes())
    return total.hexdigest()
