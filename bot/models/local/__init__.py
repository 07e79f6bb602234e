"""Models in this process: transformers on whatever torch finds here.

A model is a folder, or a hub id that is cached or can be downloaded. Only its safetensors are
loaded and none of its code is run. One question at a time is answered; many at once are a
server's work. Adapters of peft wrap `TransformersChat.model`.
"""

from __future__ import annotations

from functools import partial

from bot.models.model import Model

#: Tokens of context used at most, whatever the model could read: keys and values of more would
#: take gigabytes of memory, and minutes to compute without an accelerator.
MOST_CONTEXT_TOKENS = 8_192


def open_local(source: str, *, private: bool = True) -> Model:
    """Loads the model `source`, a folder or a hub id. Raises `ModelError`."""
    from bot.models.local.chat import TransformersChat
    from bot.models.local.loading import load, read_context
    from bot.models.local.template import count_tokens
    from bot.models.local.weights import locate

    name = f"local:{source}"
    folder = locate(source)
    tokenizer, model = load(name, folder)
    chat = TransformersChat(name=name, model=model, tokenizer=tokenizer)
    context = min(read_context(tokenizer, model), MOST_CONTEXT_TOKENS)
    return Model(name, private, context, chat, partial(count_tokens, tokenizer))
