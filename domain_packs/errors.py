"""Errors of this folder.

PolymathError                    the root of every error a person may see: message, remedy
└── PackError                    a pack that can't be read, with every problem found (`findings`)
    └── PackNotFoundError        no pack of that name, or no folder at that path
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain_packs.findings import Finding


class PolymathError(Exception):
    """Something a person can do something about.

    `message` says in one sentence what is wrong and with which thing; `remedy` what to do next.
    `kind` is one of the kinds that `--json` prints: usage, input, pack, model, index, policy,
    network, storage or internal.
    """

    kind = "internal"

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class PackError(PolymathError):
    """A pack is broken. `findings` holds every problem, the first of them is the message."""

    kind = "pack"

    def __init__(self, message: str, remedy: str = "", findings: Sequence[Finding] = ()) -> None:
        super().__init__(message, remedy)
        self.findings = tuple(findings)


class PackNotFoundError(PackError):
    """There is no such pack; the message lists those there are."""
