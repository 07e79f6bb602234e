"""The files of a pack's folder: which may be there, how large, how opened, and their digest."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from io import BufferedReader
from itertools import islice
from pathlib import Path

from domain_packs import limits
from domain_packs.fields import NAME
from domain_packs.findings import Finding, ReaderKind, refusal

_ALLOWED = re.compile(
    r"(pack\.yaml|README\.md|LICENSE|CHANGELOG\.md|SOURCES\.md|questions\.jsonl|scorecard\.json"
    r"|SHA256SUMS|pack\.sig)"
    rf"|tasks/{NAME}/(task\.yaml|examples\.jsonl|dev\.jsonl|test\.jsonl)"
    rf"|adapters/{NAME}/(adapter\.yaml|adapter_config\.json|adapter_model\.safetensors)"
)
_FOLDERS = re.compile(rf"tasks|adapters|(tasks|adapters)/{NAME}")
_SIZES = {
    ".yaml": limits.YAML_BYTES,
    ".jsonl": limits.JSONL_BYTES,
    ".safetensors": limits.FILE_BYTES,
}
#: Links aren't followed and a pipe isn't waited for, should one have taken a file's place.
_OPENING = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_OPENING |= getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def list_files(folder: Path) -> tuple[dict[str, int], list[Finding]]:
    """The files of a pack by their path relative to `folder` (with /), each with its size in bytes.

    Links aren't followed. Whatever isn't a regular file of the format, or is too large, is a
    finding and not in the list. Raises `OSError` where a folder can't be read.
    """
    files: dict[str, int] = {}
    findings: list[Finding] = []
    pending = [(folder, "")]
    while pending:
        here, prefix = pending.pop()
        with os.scandir(here) as entries:
            found = sorted(islice(entries, limits.FILES + 1), key=lambda entry: entry.name)
        for entry in found:
            path = prefix + entry.name
            mode = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(mode.st_mode) and _FOLDERS.fullmatch(path):
                pending.append((here / entry.name, path + "/"))
                continue
            fault = _fault(path, mode)
            if fault:
                findings.append(fault)
            else:
                files[path] = mode.st_size
            if len(files) + len(findings) > limits.FILES:
                message = f"The folder holds more than {limits.FILES:,} files."
                findings.append(_error(path, "too-large", message, "Keep the pack's own only."))
                return files, findings
    if sum(files.values()) > limits.PACK_BYTES:
        message = f"The pack is larger than {limits.PACK_BYTES // limits.MIB:,} MiB."
        findings.append(_error("pack.yaml", "too-large", message, "Leave out rows or adapters."))
    return dict(sorted(files.items())), findings


def _fault(path: str, entry: os.stat_result) -> Finding | None:
    if stat.S_ISLNK(entry.st_mode):
        return _error(path, "link", "Links aren't allowed in a pack.", "Put the file itself there.")
    if not stat.S_ISREG(entry.st_mode):
        what = "This folder" if stat.S_ISDIR(entry.st_mode) else "This is no regular file and"
        remedy = "Remove it."
        if path.startswith("."):
            remedy = "Keep the pack in a folder of its own inside the repository."
        return _error(path, "foreign-file", f"{what} isn't part of the pack format.", remedy)
    if len(path) > limits.PATH_CHARACTERS or not _ALLOWED.fullmatch(path):
        message = "This file isn't part of the pack format."
        remedy = "Remove it; a pack holds data only (docs/pack-format.md lists the files)."
        return _error(path, "foreign-file", message, remedy)
    largest = _SIZES.get(Path(path).suffix, limits.TEXT_BYTES)
    if path.endswith("adapter_config.json"):
        largest = limits.YAML_BYTES
    if entry.st_size > largest:
        message = f"{entry.st_size:,} bytes is more than the {largest:,} allowed."
        return _error(path, "too-large", message, "Make it smaller or split the pack.")
    return None


def _error(path: str, kind: ReaderKind, message: str, remedy: str) -> Finding:
    """A finding about a path, which may hold anything that a file system takes."""
    return refusal(ascii(path)[1:-1], None, kind, message, remedy)


def open_file(folder: Path, path: str) -> BufferedReader:
    """Opens a listed file for reading. Raises `OSError` where it isn't a regular file any more."""
    handle = os.open(folder / path, _OPENING)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(0, "not a regular file", str(folder / path))
    return os.fdopen(handle, "rb")


def read_file(folder: Path, path: str, size: int) -> bytes:
    """The content of a listed file, at most `size` bytes. Raises `OSError`, also where it grew."""
    with open_file(folder, path) as file:
        content = file.read(size + 1)
    if len(content) > size:
        raise OSError(0, "the file changed while it was read", str(folder / path))
    return content


def digest(folder: Path, files: dict[str, int]) -> str:
    """The pack's digest: sha256 (hex) over the sorted lines `path NUL size NUL sha256 LF`."""
    total = hashlib.sha256()
    for path, size in sorted(files.items()):
        with open_file(folder, path) as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        total.update(f"{path}\0{size}\0{content}\n".encode())
    return total.hexdigest()
