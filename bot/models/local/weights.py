"""Where a local model's files are: a folder, the hub's cache, or the hub."""

from __future__ import annotations

import errno
import json
from pathlib import Path

from bot.models.errors import ModelBrokenError, ModelError, ModelMissingError

#: What a model needs: no code, no pickles, no weights of other frameworks, no second copies.
_WANTED = ["*.json", "*.safetensors", "*.txt", "*.model", "*.jinja"]
_UNWANTED = ["*/*", "consolidated*"]


def locate(source: str) -> Path:
    """The folder of the model `source`, downloaded if it must be (the hub's client shows progress).

    Raises `ModelMissingError` where it isn't to be had, `ModelBrokenError` where files are missing.
    """
    folder = Path(source).expanduser()
    if folder.is_dir():
        _check(source, folder)
        return folder
    if source.startswith(("/", ".", "~")) or source.count("/") > 1:
        raise ModelMissingError(
            f"There is no model in {source!r}: no such folder.",
            "Set POLYMATH_MODEL to local:FOLDER with a folder that holds the model.",
        )
    return _from_hub(source)


def _from_hub(source: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        folder = Path(snapshot_download(source, local_files_only=True))
        _check(source, folder)
        return folder
    except HFValidationError as error:
        raise ModelMissingError(
            f"There is no model {source!r}: neither a folder nor a hub id.",
            "Set POLYMATH_MODEL to local:FOLDER or local:OWNER/NAME.",
        ) from error
    except (LocalEntryNotFoundError, ModelBrokenError):
        # Not in the cache, or not all of it: an earlier download may have been cut short.
        pass
    try:
        folder = Path(snapshot_download(source, allow_patterns=_WANTED, ignore_patterns=_UNWANTED))
    except Exception as error:  # whatever the hub's client raises: offline, unknown, gated, no disk
        raise _translate(source, error) from error
    _check(source, folder)
    return folder


def _translate(source: str, error: Exception) -> ModelError:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return ModelMissingError(
            f"The disk is full: the model {source!r} can't be downloaded.",
            "Free some space, or set HF_HOME to a larger disk.",
        )
    names = [kind.__name__ for kind in type(error).__mro__]
    if "GatedRepoError" in names:
        return ModelMissingError(
            f"The model {source!r} is given only to those who accepted its licence.",
            "Accept it on its page of the hub and log in with `hf auth login`.",
        )
    if "RepositoryNotFoundError" in names:
        return ModelMissingError(
            f"The hub has no model {source!r}.", "Check the name in POLYMATH_MODEL."
        )
    return ModelMissingError(
        f"The model {source!r} isn't on this machine and can't be downloaded"
        f" ({type(error).__name__}).",
        "Check the name and the network, or set POLYMATH_MODEL to local:FOLDER.",
    )


def _check(source: str, folder: Path) -> None:
    """Raises `ModelBrokenError` where a file is missing that the model can't do without."""
    missing = "" if (folder / "config.json").is_file() else "config.json"
    if not missing:
        missing = _missing_weights(folder)
    if missing:
        raise ModelBrokenError(
            f"The model {source!r} in {str(folder)!r} has no {missing}.",
            "Download it again; Polymath reads weights in safetensors only.",
        )


def _missing_weights(folder: Path) -> str:
    index = folder / "model.safetensors.index.json"
    if not index.is_file():
        return "" if any(folder.glob("*.safetensors")) else "model.safetensors"
    try:
        parts = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return f"readable {index.name}"
    return next((part for part in sorted(parts) if not (folder / str(part)).is_file()), "")
