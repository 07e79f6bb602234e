"""Errors of models.

ModelError                 no answer is to be had from the model
├── ModelMissingError      it isn't on this machine, or an integration isn't installed
├── ModelBrokenError       its files are there and can't be used
├── ModelRefusedError      the server refused: key, name, rate, request
├── ContextTooLongError    prompt and answer together are more than the model reads
└── ModelUnreachableError  the server doesn't answer (kind "network")
ModelSpecError             the model's name is no name of a model (kind "usage")
"""

from __future__ import annotations

from domain_packs.errors import PolymathError


class ModelError(PolymathError):
    """The model gives no answer."""

    kind = "model"


class ModelMissingError(ModelError):
    """The model isn't on this machine, or what runs it isn't installed."""


class ModelBrokenError(ModelError):
    """The model's files can't be used, or running it failed."""


class ModelRefusedError(ModelError):
    """The server answered and refused."""


class ContextTooLongError(ModelError):
    """Prompt and answer together are more than the model reads."""


class ModelUnreachableError(ModelError):
    """The server can't be reached, or fell silent."""

    kind = "network"


class ModelSpecError(PolymathError):
    """A model's name or address that means nothing here."""

    kind = "usage"
