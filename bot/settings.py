"""Settings: the one reader of the environment and of polymath.yaml.

A setting is POLYMATH_NAME in the environment or `name` in POLYMATH_HOME/polymath.yaml; the
environment wins. Those of Slack keep their own names (SLACK_BOT_TOKEN, `slack_bot_token`).
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from domain_packs.errors import PolymathError
from domain_packs.strict import SyntaxFault, parse_yaml

PREFIX = "POLYMATH_"
#: Settings whose names in the environment carry no POLYMATH_.
PLAIN = ("slack_bot_token", "slack_app_token", "slack_signing_secret", "slack_api_url", "port")


class SettingError(PolymathError):
    """A setting is unknown or has a wrong value."""

    kind = "usage"


def _matches(pattern: str, what: str) -> AfterValidator:
    def check(value: str | None) -> str | None:
        if value is not None and not re.fullmatch(pattern, value):
            raise ValueError(f"it is {what}")
        return value

    return AfterValidator(check)


_URL = _matches(r"https?://\S+", "an http:// or https:// address")
_MODEL = _matches(r"[a-z][a-z0-9_-]*:\S.*", "`local:PATH_OR_HUB_ID` or `PROVIDER:NAME`")
_NUMBER = r"\d+(\.\d+)?"
_LIMIT = rf"(latency={_NUMBER}s|cost={_NUMBER}|private)"


class Settings(BaseModel):
    """Every setting with its default; docs/settings.md says what each means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    home: Path
    model: Annotated[str | None, _MODEL] = None
    model_url: Annotated[str | None, _URL] = None
    model_private: bool | None = None
    embedder: str = Field(default="sentence-transformers/all-MiniLM-L6-v2", min_length=1)
    chroma_url: Annotated[str | None, _URL] = None
    database_url: Annotated[
        str | None,
        _matches(r"(sqlite|postgresql\+psycopg)://\S+", "sqlite:// or postgresql+psycopg://"),
    ] = None
    trust: Literal["warn", "pinned", "signed"] = "warn"
    admins: str | None = None
    retention_days: int = Field(default=30, ge=0)
    quota: int = Field(default=60, ge=1)
    limits: Annotated[
        str | None, _matches(rf"{_LIMIT}(,{_LIMIT})*", "such as latency=10s,cost=0.01,private")
    ] = None
    prices: Annotated[
        str | None, _matches(rf"{_NUMBER}/{_NUMBER}", "PROMPT/ANSWER, such as 0.15/0.60")
    ] = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    worker: Literal["inside", "external"] = "inside"
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: Annotated[str | None, _URL] = None
    port: int = Field(default=3000, ge=1, le=65535)


def variable(name: str) -> str:
    """The setting's name in the environment."""
    return name.upper() if name in PLAIN else PREFIX + name.upper()


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in force. Raises `SettingError` for an unknown name or a wrong value."""
    environ = os.environ if environ is None else environ
    names = [name for name in Settings.model_fields if name != "home"]
    known = {variable(name): name for name in Settings.model_fields}
    for name in environ:
        if name.startswith(PREFIX) and name not in known:
            raise SettingError(f"The setting {name!r} is unknown.", _nearest(name, list(known)))
    home = Path(environ.get("POLYMATH_HOME") or default_home()).expanduser()
    written = _read_file(home / "polymath.yaml", names)
    found: dict[str, object] = {key: value for key, value in written.items() if value is not None}
    found |= {name: environ[variable(name)] for name in names if environ.get(variable(name))}
    try:
        return Settings.model_validate({"home": home.absolute(), **found})
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        name = str(problem["loc"][0])
        where = (
            variable(name)
            if environ.get(variable(name))
            else f"`{name}` in {home / 'polymath.yaml'}"
        )
        said = problem["msg"].removeprefix("Value error, ")
        raise SettingError(
            f"{where} has a wrong value: {said[:1].lower() + said[1:]}.",
            "Set it right or unset it.",
        ) from error


def with_model(settings: Settings, spec: str) -> Settings:
    """The same settings with another model. Raises `SettingError` for a spec that is none."""
    try:
        return Settings.model_validate({**settings.model_dump(), "model": spec})
    except ValidationError as error:
        raise SettingError(
            f"{spec!r} names no model.",
            "Write local:PATH_OR_HUB_ID or PROVIDER:NAME, such as openai:gpt-4.1-mini.",
        ) from error


def default_home() -> Path:
    """The platform's folder for a user's data of Polymath."""
    from platformdirs import user_data_path

    return user_data_path("polymath", appauthor=False)


def _read_file(path: Path, names: list[str]) -> dict[str, object]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(
            f"{path} can't be read ({type(error).__name__}).", "Check the file."
        ) from error
    try:
        value, lines = parse_yaml(text)
    except SyntaxFault as fault:
        raise SettingError(f"{path}:{fault.line}: {fault.message}.", "Mend the line.") from fault
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise SettingError(f"{path} holds no settings.", "Write `name: value`, one a line.")
    for name in value:
        if name not in names:
            line = lines.get((name,), 1)
            raise SettingError(
                f"{path}:{line}: the setting {name!r} is unknown.", _nearest(name, names)
            )
    return value


def _nearest(name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f"Did you mean {near[0]}?" if near else f"Known: {', '.join(names)}."
