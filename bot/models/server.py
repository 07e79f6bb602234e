"""Models of a server or a hosted provider, through LangChain's `init_chat_model`."""

from __future__ import annotations

import ipaddress
import re
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.models.errors import ModelMissingError, ModelRefusedError, ModelSpecError
from bot.models.estimate import estimate_tokens
from bot.models.model import Model
from bot.models.served_context import describe
from bot.models.translation import translate
from domain_packs.prompt import CountTokens

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

#: Tokens of context where neither the server nor LangChain's model profiles say.
CONTEXT_TOKENS = 4_096
#: Tokens of context that an Ollama server is told to give; it cuts longer prompts without a word.
OLLAMA_CONTEXT_TOKENS = 8_192
#: Providers whose integrations send to the address given them, as far as we tried.
WITH_URL = ("openai", "ollama")
#: Seconds without a byte until a server counts as silent: a slow one reads a long prompt first.
_SILENCE = 120.0
_CONNECTING = 5.0
_NO_KEY = "none"


def open_served(
    provider: str, name: str, *, url: str | None = None, private: bool | None = None
) -> Model:
    """The model `name` of a provider of `init_chat_model`, or of the server at `url`.

    A server is asked what it has: an unknown name, a refused key or no server raises here.
    """
    spec = f"{provider}:{name}"
    if url is not None and not re.fullmatch(r"https?://[^\s/]\S*", url):
        raise ModelSpecError(
            f"{url!r} is no address of a server.", "Write it as http://localhost:8000/v1."
        )
    if url is not None and provider not in WITH_URL:
        raise ModelSpecError(
            f"The provider {provider!r} takes no address of a server.",
            f"Unset POLYMATH_MODEL_URL, or use one of: {', '.join(WITH_URL)}.",
        )
    local = url is not None and is_loopback(url)
    chat = _open_chat(provider, name, url, local)
    context, extra = CONTEXT_TOKENS, dict[str, Any]()
    count: CountTokens = estimate_tokens
    if provider == "ollama":
        context = OLLAMA_CONTEXT_TOKENS
    elif url is not None:
        served = describe(chat, name, spec)
        context, count, extra = served.context_tokens or context, served.count, served.arguments
    else:
        context = int((chat.profile or {}).get("max_input_tokens") or context)
    return Model(
        name=spec,
        private=local if private is None else private,
        context_tokens=context,
        chat=chat,
        count=count,
        per_call=_per_call(provider, extra),
    )


def is_loopback(url: str) -> bool:
    """Whether the address is on this machine: localhost, 127.0.0.0/8 or ::1."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _per_call(provider: str, extra: dict[str, Any]) -> Callable[[int], dict[str, Any]]:
    """The arguments of a call, by the names that the provider's integration has for them."""
    if provider == "ollama":
        options = {"num_ctx": OLLAMA_CONTEXT_TOKENS, "temperature": 0}
        return lambda max_tokens: {"options": {**options, "num_predict": max_tokens}}
    if provider in ("google_genai", "google_vertexai"):
        return lambda max_tokens: {"max_output_tokens": max_tokens}
    return lambda max_tokens: {"max_tokens": max_tokens, **extra}


def _open_chat(provider: str, name: str, url: str | None, local: bool) -> BaseChatModel:
    given: dict[str, Any] = {"temperature": 0}
    if url is not None:
        given["base_url"] = url
    if provider == "openai":
        given |= _openai_arguments(local)
    try:
        chat = _init(provider, name, **given)
    except ModelRefusedError:
        if url is None:
            raise
        # A server of one's own mostly wants no key, but the client insists on one.
        chat = _init(provider, name, **given, api_key=_NO_KEY)
    if (chat.profile or {}).get("temperature") is False:
        # Models that reason refuse a temperature: theirs can't be asked to be greedy.
        chat = chat.model_copy(update={"temperature": None})
    if "http_client" in given:
        weakref.finalize(chat, given["http_client"].close)
    return chat


def _openai_arguments(local: bool) -> dict[str, Any]:
    import openai

    timeout = openai.Timeout(_SILENCE, connect=_CONNECTING)
    given: dict[str, Any] = {"timeout": timeout}
    if local:
        # A proxy set in the environment must not see what was meant for this machine.
        given["http_client"] = openai.DefaultHttpxClient(trust_env=False, timeout=timeout)
    return given


def _init(provider: str, name: str, **given: Any) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    try:
        chat: BaseChatModel = init_chat_model(name, model_provider=provider, **given)
        return chat
    except ImportError as error:
        found = re.search(r"pip install (\S+?)`", str(error))
        package = found[1] if found else f"langchain-{provider}"
        raise ModelMissingError(
            f"The provider {provider!r} needs the package {package!r}, which isn't installed.",
            f"Install it: pip install {package}",
        ) from error
    except Exception as error:  # a foreign boundary: each integration raises its own
        if "Unsupported provider" in str(error):
            raise ModelSpecError(
                f"There is no provider {provider!r}.",
                "Use local:PATH_OR_HUB_ID, or PROVIDER:NAME as LangChain's init_chat_model has"
                " them: openai:NAME, anthropic:NAME, ollama:NAME, …",
            ) from error
        if re.search(r"api.?key|credential", str(error), re.I):
            raise ModelRefusedError(
                f"The provider {provider!r} needs a key, and none is set.",
                f"Set it in the environment, such as {provider.upper()}_API_KEY.",
            ) from error
        raise translate(error, f"{provider}:{name}") from error
