"""`polymath setup`: chooses model and embedder, tries them, and writes polymath.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal.output import plain, print_json, print_line, print_warning
from bot.terminal.questions import Questions
from bot.terminal.setup_dialogue import ModelChoice, ask_embedder, ask_model, ask_slack
from domain_packs.errors import PolymathError

if TYPE_CHECKING:
    from bot.models.trial import Trial
    from bot.settings import Settings

_NONE = "none"


@dataclass(frozen=True)
class _Tried:
    """What the trials gave; None where there was nothing to try, or it failed and was kept."""

    model: Trial | None
    embedder_ms: float | None


def setup(
    model: Annotated[
        str | None, typer.Option(help="local:PATH_OR_HUB_ID, PROVIDER:NAME, or none.")
    ] = None,
    model_url: Annotated[
        str | None, typer.Option(help="Address of an OpenAI-compatible server, for openai:NAME.")
    ] = None,
    private: Annotated[
        bool | None,
        typer.Option("--private/--not-private", help="May it see sensitive packs' questions?"),
    ] = None,
    embedder: Annotated[
        str | None, typer.Option(help="A sentence-transformers model: a folder or a hub id.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing: take the options, keep the rest.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was set as JSON.")] = False,
) -> int:
    """Chooses the model and the embedder, tries them, and writes polymath.yaml.

    Example: polymath setup --model local:Qwen/Qwen2.5-1.5B-Instruct --yes
    """
    from bot.settings import read_settings

    settings = read_settings()
    given = None
    if model is not None:
        given = ModelChoice() if model == _NONE else ModelChoice(model, model_url, private)
    elif model_url is not None or private is not None:
        given = ModelChoice(settings.model, model_url or settings.model_url, private)
    if yes:
        kept = ModelChoice(settings.model, settings.model_url, settings.model_private)
        choice, name = given or kept, embedder or settings.embedder
        slack: dict[str, str] = {}
        tried = _Tried(_try_model(choice), _try_embedder(name))
    else:
        choice, name, slack, tried = _ask(Questions(), settings, given, embedder)
    path = settings.home / "polymath.yaml"
    _write(path, choice, name, slack)
    _warn_of_environment(choice, name)
    _report(path, choice, name, tried, as_json=as_json)
    return 0


def _write(path: Path, choice: ModelChoice, embedder: str, slack: dict[str, str]) -> None:
    from bot.settings_file import write_settings

    changes = {
        "model": choice.spec,
        "model_url": choice.url,
        "model_private": choice.private,
        "embedder": embedder,
        **slack,
    }
    write_settings(path, changes)


def _ask(
    questions: Questions, settings: Settings, given: ModelChoice | None, embedder: str | None
) -> tuple[ModelChoice, str, dict[str, str], _Tried]:
    """Asks what the options don't give, until what was chosen works or is wanted all the same."""
    from bot.models.proposals import fitting, hub_reachable, machine_memory_gb

    memory_gb = machine_memory_gb()
    while True:
        choice = given or ask_model(questions, fitting(memory_gb), memory_gb)
        try:
            wrote = _try_model(choice)
            break
        except PolymathError as error:
            questions.say(plain(str(error)))
            wrote, given = None, None
            if questions.confirm("Set it all the same?"):
                break
    while True:
        name = embedder or ask_embedder(questions, settings.embedder, reachable=hub_reachable())
        try:
            took: float | None = _try_embedder(name)
            break
        except PolymathError as error:
            questions.say(plain(str(error)))
            took, embedder = None, None
            if questions.confirm("Set it all the same?"):
                break
    return choice, name, ask_slack(questions), _Tried(wrote, took)


def _try_model(choice: ModelChoice) -> Trial | None:
    """One real generation."""
    if choice.spec is None:
        return None
    from bot.models.opening import open_model
    from bot.models.trial import try_model

    return try_model(open_model(choice.spec, url=choice.url, private=choice.private))


def _try_embedder(name: str) -> float:
    """One real embedding; the milliseconds it took."""
    from retrievers.embedder import open_embedder

    opened = open_embedder(name)
    start = perf_counter()
    opened.embed(["hello"])
    return 1000 * (perf_counter() - start)


def _warn_of_environment(choice: ModelChoice, embedder: str) -> None:
    from bot.settings import read_settings

    settings = read_settings()
    written = {"model": choice.spec, "model_url": choice.url, "embedder": embedder}
    for name, value in written.items():
        if getattr(settings, name) != value:
            print_warning(f"POLYMATH_{name.upper()} in the environment says otherwise, and wins.")


def _report(
    path: Path, choice: ModelChoice, embedder: str, tried: _Tried, *, as_json: bool
) -> None:
    if as_json:
        wrote = tried.model and {"text": tried.model.text, "ms": round(tried.model.ms, 1)}
        took = tried.embedder_ms and {"ms": round(tried.embedder_ms, 1)}
        print_json(
            {
                "path": str(path),
                "model": choice.spec,
                "model_url": choice.url,
                "model_private": choice.private,
                "embedder": embedder,
                "tried": {"model": wrote, "embedder": took},
            }
        )
        return
    if tried.model:
        text = plain(tried.model.text).replace("\n", " ")
        print_line(f"{choice.spec} wrote “{text}” in {tried.model.ms / 1000:.1f} s.")
    if tried.embedder_ms is not None:
        print_line(f"{embedder} embeds.")
    print_line(f"Written: {path}")
