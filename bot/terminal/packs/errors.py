"""Errors of `polymath packs`."""

from __future__ import annotations

from domain_packs.errors import PolymathError


class PackOptionError(PolymathError):
    """An option or argument that the command doesn't take."""

    kind = "usage"


class FolderTakenError(PolymathError):
    """The folder of a new pack is there already."""

    kind = "input"
