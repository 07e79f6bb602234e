"""Writes settings into polymath.yaml, so that a reader finds the old file or the new one."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

import yaml


def write_settings(path: Path, changes: Mapping[str, str | bool | None]) -> None:
    """Sets the settings in `changes` in the file at `path`; None takes a setting out.

    All other lines stay as they are, comments too. The file may hold tokens: only its owner can
    read it. Raises `OSError`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".polymath-", suffix=".yaml")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(changed(old, changes))
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def changed(text: str, changes: Mapping[str, str | bool | None]) -> str:
    """The text of a settings file with `changes` made; new settings stand at its end."""
    lines: list[str] = []
    left = dict(changes)
    within = False
    for line in text.splitlines():
        name = re.match(r"[\"']?(\w+)[\"']?\s*:", line)
        # What is indented below a setting that is replaced belongs to its old value.
        within = bool(within and re.match(r"\s+\S", line)) or bool(name and name[1] in changes)
        if name and name[1] in left:
            lines += _line(name[1], left.pop(name[1]))
        elif not within:
            lines.append(line)
    for key, value in left.items():
        lines += _line(key, value)
    return "".join(line + "\n" for line in lines)


def _line(name: str, value: str | bool | None) -> list[str]:
    if value is None:
        return []
    return [yaml.safe_dump({name: value}, allow_unicode=True, width=10_000).rstrip("\n")]
