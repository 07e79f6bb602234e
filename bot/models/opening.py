"""Opens the model that a spec names."""

from __future__ import annotations

from bot.models.errors import ModelSpecError
from bot.models.model import Model


def open_model(spec: str, *, url: str | None = None, private: bool | None = None) -> Model:
    """The model `spec` names, ready to answer.

    `local:PATH_OR_HUB_ID` loads a transformers model into this process; `PROVIDER:NAME` is
    whatever LangChain's `init_chat_model` takes, `url` the base address of its server (of
    `openai:` and `ollama:` only: others may not heed it). A model is private where `private` says
    so; where it says nothing, a local one is, and one whose `url` is on this machine.

    Raises `ModelSpecError` for a spec that names no kind of model, and `ModelError`.
    """
    provider, colon, name = spec.partition(":")
    if not colon or not provider or not name.strip():
        raise ModelSpecError(
            f"The model {spec!r} names no kind of model.",
            "Write local:PATH_OR_HUB_ID or PROVIDER:NAME, such as openai:gpt-4.1-mini.",
        )
    if provider == "local":
        if url is not None:
            raise ModelSpecError(
                f"The model {spec!r} runs in this process and has no server.",
                "Unset POLYMATH_MODEL_URL, or name the server's model as openai:NAME.",
            )
        from bot.models.local import open_local

        return open_local(name, private=True if private is None else private)
    from bot.models.server import open_served

    return open_served(provider, name, url=url, private=private)
