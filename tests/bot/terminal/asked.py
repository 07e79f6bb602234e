"""What `ask --json` prints, by the contract: keys and types, checked of every answer."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
METHODS = {"curated", "classified", "prompted", "tuned", "abstained"}
KINDS = {"usage", "input", "pack", "model", "index", "policy", "network", "storage", "internal"}
TEXT_OR_NULL = (str, type(None))
TYPES: dict[str, Any] = {
    "text": str,
    "pack": TEXT_OR_NULL,
    "task": TEXT_OR_NULL,
    "method": str,
    "label": TEXT_OR_NULL,
    "confidence": (float, type(None)),
    "reviewed": bool,
    "model": TEXT_OR_NULL,
    "adapter": TEXT_OR_NULL,
    "language": str,
    "jurisdiction": TEXT_OR_NULL,
    "examples": list,
    "choices": list,
    "route": list,
    "timings_ms": dict,
    "tokens": dict,
    "disclaimer": TEXT_OR_NULL,
    "warnings": list,
}


def read_answer(line: str) -> dict[str, Any]:
    """The answer that a line holds, after it was held to the contract."""
    found: dict[str, Any] = json.loads(line)
    assert list(found) == list(TYPES)
    for key, kind in TYPES.items():
        assert isinstance(found[key], kind), key
    assert found["method"] in METHODS
    assert found["text"].strip()
    assert found["language"].isalpha()
    assert found["confidence"] is None or 0 <= found["confidence"] <= 1
    for used in found["examples"]:
        assert list(used) == ["id", "score", "input", "output", "reviewed_by"]
        assert isinstance(used["score"], float) and 0 <= used["score"] <= 1
        assert isinstance(used["reviewed_by"], TEXT_OR_NULL)
    for choice in found["choices"]:
        assert list(choice) == ["pack", "task"]
    assert list(found["timings_ms"]) == ["route", "retrieve", "generate", "total"]
    assert all(isinstance(spent, float) for spent in found["timings_ms"].values())
    assert list(found["tokens"]) == ["prompt", "answer"]
    assert all(type(count) is int for count in found["tokens"].values())
    assert all(isinstance(text, str) for text in found["route"] + found["warnings"])
    return found


def read_error(line: str) -> dict[str, str]:
    """The error that a line holds, after it was held to the contract."""
    found = json.loads(line)
    assert list(found) == ["error"]
    error: dict[str, str] = found["error"]
    assert list(error) == ["kind", "message", "remedy"]
    assert all(isinstance(value, str) for value in error.values())
    assert error["kind"] in KINDS
    assert error["message"].endswith((".", " more)"))
    assert error["remedy"]
    return error


def command(*arguments: str) -> list[str]:
    """The command line of `polymath` with these arguments."""
    return [sys.executable, "-m", "bot", *arguments]


def polymath(
    *arguments: str,
    home: Path,
    preexec: Callable[[], None] | None = None,
    given: bytes = b"",
    **settings: str,
) -> subprocess.CompletedProcess[bytes]:
    """Runs `polymath` in a process of its own, by spelling unless `settings` name an embedder."""
    return subprocess.run(
        command(*arguments),
        cwd=ROOT,
        env=environment(home, **settings),
        input=given,
        capture_output=True,
        timeout=300,
        preexec_fn=preexec,
    )


def environment(home: Path, **settings: str) -> dict[str, str]:
    """The environment of a process of its own."""
    import os

    return {
        **os.environ,
        "POLYMATH_HOME": str(home),
        "POLYMATH_EMBEDDER": "hashed-64",
        "OMP_NUM_THREADS": "1",
        **settings,
    }


def sentences(stderr: bytes) -> Sequence[str]:
    """The lines on stderr, none of which may be a traceback."""
    text = stderr.decode()
    assert "Traceback" not in text
    return text.splitlines()
