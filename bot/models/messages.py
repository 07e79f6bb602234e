"""Messages, ours and LangChain's."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from domain_packs.prompt import Message, Role

_KINDS = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
_ROLES: dict[str, Role] = {"system": "system", "ai": "assistant"}


def to_langchain(messages: Sequence[Message]) -> list[BaseMessage]:
    """The same messages as LangChain's."""
    return [_KINDS[message.role](content=message.content) for message in messages]


def from_langchain(messages: Sequence[BaseMessage]) -> list[Message]:
    """The same messages as ours: their text; whoever is neither system nor model is the user."""
    return [Message(_ROLES.get(message.type, "user"), str(message.text)) for message in messages]
