"""Errors of answering.

PolymathError
├── OptionFault   an option has a value that means nothing
└── MethodError   a way of answering that was asked for can't be had (kind "policy" or "model")
"""

from __future__ import annotations

from domain_packs.errors import PolymathError


class OptionFault(PolymathError):
    """An option has a value that means nothing."""

    kind = "usage"


class MethodError(PolymathError):
    """The way of answering that was asked for isn't allowed, or there is nothing that could answer
    so."""

    kind = "policy"

    def __init__(self, message: str, remedy: str = "", *, kind: str = "policy") -> None:
        super().__init__(message, remedy)
        self.kind = kind
