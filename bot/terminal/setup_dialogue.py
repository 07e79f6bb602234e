"""What `polymath setup` asks: who writes answers, which embedder, Slack's tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.models.proposals import EMBEDDERS, Proposal
from bot.terminal.questions import Questions

#: Slack's tokens, what each begins with, and what it is for.
_SLACK = {
    "slack_bot_token": ("xoxb-", "Bot token"),
    "slack_app_token": ("xapp-", "App token, for Socket Mode"),
    "slack_signing_secret": ("", "Signing secret, for HTTP mode instead"),
}


@dataclass(frozen=True)
class ModelChoice:
    """The settings of the model: all None where there shall be none."""

    spec: str | None = None
    url: str | None = None
    private: bool | None = None


def ask_model(questions: Questions, proposals: Sequence[Proposal], memory_gb: float) -> ModelChoice:
    """Who shall write answers. `proposals` are models that fit this machine's memory."""
    ways = (
        "no language model: curated examples and classification alone",
        "a model in this process",
        "a server with an OpenAI-compatible address (vLLM, llama.cpp, Ray Serve, …)",
        "a hosted provider (openai, anthropic, …) or Ollama",
    )
    way = questions.choose("Who shall write answers that no example gives?", ways)
    if way == 1:
        return ModelChoice(f"local:{_ask_source(questions, proposals, memory_gb)}")
    if way == 2:
        return _ask_server(questions)
    if way == 3:
        questions.say("Questions leave this machine; those of sensitive packs stay.")
        questions.say("The provider's key is read from its own variable, such as OPENAI_API_KEY.")
        return ModelChoice(questions.ask("PROVIDER:NAME", "openai:gpt-4.1-mini"))
    return ModelChoice()


def _ask_source(questions: Questions, proposals: Sequence[Proposal], memory_gb: float) -> str:
    text = f"Which model? This machine has about {memory_gb:.0f} GB of memory for it."
    options = [*map(str, proposals), "another: a folder, or a hub id"]
    chosen = questions.choose(text, options)
    if chosen < len(proposals):
        return proposals[chosen].source
    source = ""
    while not source:
        source = questions.ask("Folder or hub id").removeprefix("local:")
    return source


def _ask_server(questions: Questions) -> ModelChoice:
    from bot.models.server import is_loopback

    url = questions.ask("Address", "http://localhost:8000/v1")
    name = ""
    while not name:
        name = questions.ask("Name of the model there").removeprefix("openai:")
    if is_loopback(url):
        return ModelChoice(f"openai:{name}", url)
    yours = questions.confirm("Is it yours alone, so that it may see sensitive packs' questions?")
    return ModelChoice(f"openai:{name}", url, yours)


def ask_embedder(questions: Questions, present: str, *, reachable: bool) -> str:
    """Which embedder; those of the hub are proposed where it is `reachable`."""
    from retrievers.embedder import DEFAULT

    offered = {proposal.source: str(proposal) for proposal in EMBEDDERS} if reachable else {}
    offered[DEFAULT] = f"{DEFAULT}: comes with Polymath; English"
    offered.setdefault(present, f"{present}: set now")
    if not reachable:
        questions.say("The hub can't be reached: no multilingual embedder can be downloaded now.")
    options = [*offered.values(), "another: a folder, or a hub id"]
    # Who set one already keeps it; else a multilingual one stands first.
    default = list(offered).index(present) if present != DEFAULT else 0
    chosen = questions.choose("Which embedder finds examples?", options, default)
    if chosen < len(offered):
        return list(offered)[chosen]
    return questions.ask("Folder or hub id", present)


def ask_slack(questions: Questions) -> dict[str, str]:
    """Slack's tokens, those that were given."""
    questions.say("Slack's tokens, for the bot. An empty line leaves one as it is.")
    found = {}
    for name, (beginning, what) in _SLACK.items():
        token = questions.ask_secret(what)
        while token and not token.startswith(beginning):
            questions.say(f"It begins with {beginning}.")
            token = questions.ask_secret(what)
        if token:
            found[name] = token
    return found
