"""The files of a pack's folder: which may be there, how large, and the digest over them."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path

from domain_packs import limits
from domain_packs.findings import Finding

_N = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
_ALLOWED = re.compile(
    r"(pack\.yaml|README\.md|LICENSE|CHANGELOG\.md|SOURCES\.md|questions\.jsonl|scorecard\.json|SHA256SUMS|pack\.sig)"
    rf"|tasks/{_N}/(task\.yaml|examples\.jsonl|dev\.jsonl|test\.jsonl)"
    rf"|adapters/{_N}/(adapter\.yaml|adapter_config\.json|adapter_model\.safetensors)"
)
_FOLDERS = re.compile(rf"tasks|adapters|(tasks|adapters)/{_N}")
_SIZES = {
    ".yaml": limits.YAML_BYTES,
    ".jsonl": limits.JSONL_BYTES,
    ".safetensors": limits.FILE_BYTES,
}


def list_files(folder: Path) -> tuple[dict[str, int], list[Finding]]:
    """The files of a pack by their path relative to `folder` (with /), each with its size in bytes.

    Links aren't followed. Whatever isn't a regular file of the format, or is too large, is a finding and not
    in the list.
    """
    files: dict[str, int] = {}
    findings: list[Finding] = []
    pending = [(folder, "")]
    while pending:
        here, prefix = pending.pop()
        with os.scandir(here) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
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
                message = f"More than {limits.FILES:,} files."
                findings.append(
                    Finding(
                        "error", path, None, "too-large", message, "Keep the pack's own files only."
                    )
                )
                return files, findings
    if sum(files.values()) > limits.PACK_BYTES:
        message = f"The pack is larger than {limits.PACK_BYTES // limits.MIB} MiB."
        findings.append(
            Finding("error", "pack.yaml", None, "too-large", message, "Leave out rows or adapters.")
        )
    return dict(sorted(files.items())), findings


def _fault(path: str, entry: os.stat_result) -> Finding | None:
    shown = ascii(path)[1:-1]
    if stat.S_ISLNK(entry.st_mode):
        return Finding(
            "error",
            shown,
            None,
            "link",
            "Links aren't allowed in a pack.",
            "Put the file itself there.",
        )
    if not stat.S_ISREG(entry.st_mode):
        what = "This folder" if stat.S_ISDIR(entry.st_mode) else "This is no regular file and"
        return Finding(
            "error",
            shown,
            None,
            "foreign-file",
            f"{what} isn't part of the pack format.",
            "Remove it.",
        )
    if len(path) > limits.PATH_CHARACTERS or not _ALLOWED.fullmatch(path):
        message = "This file isn't part of the pack format."
        remedy = "Remove it; a pack holds data only (docs/pack-format.md lists the files)."
        return Finding("error", shown, None, "foreign-file", message, remedy)
    largest = _SIZES.get(Path(path).suffix, limits.TEXT_BYTES)
    if path.endswith("adapter_config.json"):
        largest = limits.YAML_BYTES
    if entry.st_size > largest:
        message = f"{entry.st_size:,} bytes is more than the {largest:,} allowed."
        return Finding(
            "error", shown, None, "too-large", message, "Make it smaller or split the pack."
        )
    return None


def digest(folder: Path, files: dict[str, int]) -> str:
    """The pack's digest: sha256 (hexadecimal) over the sorted lines `path NUL size NUL sha256 newline`."""
    total = hashlib.sha256()
    for path, size in sorted(files.items()):
        with (folder / path).open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        total.update(f"{path}\0{size}\0{content}\n".encode())
    return total.hexdigest()
