"""Errors of this folder.

PolymathError
├── EmbedderError        an embedder that can't be found, loaded or trusted
└── IndexFault           an index that is missing, broken or unreachable (IndexError is Python's own)
"""

from __future__ import annotations

from domain_packs.errors import PolymathError


class EmbedderError(PolymathError):
    """The embedder can't be found, loaded or trusted."""

    kind = "model"


class IndexFault(PolymathError):
    """An index is missing, broken or unreachable; it can be deleted and built again at any time."""

    kind = "index"
