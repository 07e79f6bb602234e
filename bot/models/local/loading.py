"""Loads a model's tokenizer and weights from its folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.models.errors import ModelBrokenError, ModelError


def load(name: str, folder: Path) -> tuple[Any, Any]:
    """The tokenizer and the model in `folder`, on the best device here. Raises `ModelError`.

    The network isn't asked, none of the model's own code is run, and weights are read from
    safetensors alone.
    """
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
    except Exception as error:  # a foreign boundary: broken files raise anything
        raise _broken(name, folder, "tokenizer", error) from error
    try:
        with _quietly():
            model = AutoModelForCausalLM.from_pretrained(
                folder, local_files_only=True, trust_remote_code=False, use_safetensors=True
            )
        return tokenizer, model.to(best_device(torch)).eval()
    except Exception as error:  # a foreign boundary, as above
        raise out_of_memory(name, error) or _broken(name, folder, "weights", error) from error


@contextmanager
def _quietly() -> Iterator[None]:
    """Without the bar that transformers draws even where nobody looks."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def best_device(torch: Any) -> str:
    """The name of the device to compute on."""
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def read_context(tokenizer: Any, model: Any) -> int:
    """How many tokens the model reads, by its configuration and its tokenizer's."""
    stated = [
        getattr(model.config.get_text_config(), "max_position_embeddings", None),
        getattr(tokenizer, "model_max_length", None),
    ]
    # Tokenizers that state no limit say 10 to the 30th.
    known = [limit for limit in stated if isinstance(limit, int) and 0 < limit < 10**9]
    return min(known, default=2_048)


def out_of_memory(name: str, error: Exception) -> ModelError | None:
    """The error that says so, where memory is what was missing."""
    said = str(error)
    short = isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError"
    if not (short or "not enough memory" in said or "Cannot allocate memory" in said):
        return None
    return ModelBrokenError(
        f"There isn't enough memory for {name!r}.",
        "Use a smaller model, or a server: `polymath setup` proposes some.",
    )


def _broken(name: str, folder: Path, what: str, error: Exception) -> ModelError:
    if "trust_remote_code" in str(error):
        return ModelBrokenError(
            f"The model {name!r} needs code of its own, which Polymath doesn't run.",
            "Use a model that transformers itself knows.",
        )
    return ModelBrokenError(
        f"The {what} of {name!r} in {str(folder)!r} can't be loaded ({type(error).__name__}).",
        "Download the model again, or use one that this version of transformers knows.",
    )
