"""The boundary where errors of providers, their clients and LangChain become ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from bot.models.errors import (
    ContextTooLongError,
    ModelBrokenError,
    ModelError,
    ModelRefusedError,
    ModelUnreachableError,
)
from domain_packs.errors import PolymathError

_TOO_LONG = re.compile(
    r"context.{0,20}(length|window|size)|maximum.{0,30}tokens|too many.{0,20}tokens"
    r"|prompt is too long",
    re.I | re.S,
)


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Raises whatever goes wrong inside as a `ModelError` about the model `name`."""
    try:
        yield
    except PolymathError:
        raise
    except Exception as error:
        raise translate(error, name) from error


def translate(error: Exception, name: str) -> ModelError:
    """What the error means and what to do about it; the server's own words stay in the cause.

    They may repeat the prompt. Clients differ, their HTTP status and the names of their errors
    hardly: so no client is imported for this.
    """
    status = _status(error)
    names = " ".join(kind.__name__ for kind in type(error).__mro__)
    if "ContextOverflow" in names or (status in (400, 413, 422) and _TOO_LONG.search(str(error))):
        return ContextTooLongError(
            f"The prompt is longer than {name!r} reads.",
            "Ask a shorter question, or use a model with a longer context.",
        )
    if status is not None:
        return _refused(status, name)
    if "Timeout" in names:
        return ModelUnreachableError(
            f"The server of {name!r} fell silent ({type(error).__name__}).",
            "See whether it is overloaded, then ask again.",
        )
    if "Connect" in names or isinstance(error, OSError) or "TransportError" in names:
        return ModelUnreachableError(
            f"The server of {name!r} can't be reached ({type(error).__name__}).",
            "Start it, or set POLYMATH_MODEL_URL to where it runs.",
        )
    return ModelBrokenError(
        f"The model {name!r} failed ({type(error).__name__}).",
        "`polymath --debug …` shows the whole error; `polymath setup` sets another model.",
    )


def _status(error: Exception) -> int | None:
    for holder in (error, getattr(error, "response", None)):
        status = getattr(holder, "status_code", None)
        if isinstance(status, int):
            return status
    return None


def _refused(status: int, name: str) -> ModelError:
    if status in (401, 403):
        return ModelRefusedError(
            f"The server of {name!r} refuses the key ({status}).",
            "Set the provider's key in the environment, such as OPENAI_API_KEY.",
        )
    if status == 404:
        return ModelRefusedError(
            f"The server has no model {name!r} (404).",
            "Check the name in POLYMATH_MODEL and the address in POLYMATH_MODEL_URL.",
        )
    if status == 429:
        return ModelRefusedError(
            f"The server of {name!r} takes no more requests now (429).",
            "Wait and ask again, or raise the provider's limit.",
        )
    if status >= 500:
        return ModelUnreachableError(
            f"The server of {name!r} failed ({status}).", "See its log, then ask again."
        )
    return ModelRefusedError(
        f"The server of {name!r} refuses the request ({status}).",
        "`polymath --debug …` shows what it said.",
    )
