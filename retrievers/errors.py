"""Errors of this folder.

PolymathError
├── EmbedderError        an embedder that can't be found, loaded or trusted
├── SelectorInputError   an example selector was given no text
└── IndexFault           an index that is missing, broken or unreachable (not IndexError)
    └── IndexStorageFault    the disk won't take or give an index's files
"""

from __future__ import annotations

from domain_packs.errors import PolymathError


class EmbedderError(PolymathError):
    """The embedder can't be found, loaded or trusted."""

    kind = "model"


class SelectorInputError(PolymathError):
    """An example selector was given no text to choose by, or an example without one."""

    kind = "input"


class IndexFault(PolymathError):
    """An index is missing, broken or unreachable; it can be deleted and built again at any time."""

    kind = "index"


class IndexStorageFault(IndexFault):
    """The disk won't take or give an index's files: it is full, or may not be written to."""

    kind = "storage"
