from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SettingError, Settings, read_settings, variable, with_model


def read(home: Path, **environ: str) -> Settings:
    return read_settings({"POLYMATH_HOME": str(home), **environ})


def write(home: Path, text: str | bytes) -> None:
    home.mkdir()
    data = text if isinstance(text, bytes) else text.encode()
    (home / "polymath.yaml").write_bytes(data)


def test_defaults_are_those_of_the_contract(home: Path) -> None:
    settings = read(home)
    assert settings.home == home
    assert settings.model is None
    assert settings.embedder == "sentence-transformers/all-MiniLM-L6-v2"
    assert (settings.trust, settings.retention_days, settings.quota) == ("warn", 30, 60)
    assert (settings.log_level, settings.worker, settings.port) == ("info", "inside", 3000)


def test_file_is_read_and_the_environment_wins(home: Path) -> None:
    write(home, "model: local:/models/a\nquota: 5\n# a comment\nslack_bot_token: xoxb-1\n")
    settings = read(home, POLYMATH_QUOTA="7")
    assert (settings.model, settings.quota) == ("local:/models/a", 7)
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "xoxb-1"


def test_empty_variable_is_no_setting(home: Path) -> None:
    assert read(home, POLYMATH_MODEL="", POLYMATH_QUOTA="").quota == 60


@pytest.mark.parametrize("text", ["", "# nothing\n", "model:\n"], ids=["empty", "comment", "null"])
def test_file_that_sets_nothing_is_none(home: Path, text: str) -> None:
    write(home, text)
    assert read(home).model is None


def test_secrets_are_not_shown(home: Path) -> None:
    settings = read(home, SLACK_BOT_TOKEN="xoxb-secret")
    assert "xoxb-secret" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("POLYMATH_MODEL", "gpt-4"),
        ("POLYMATH_MODEL", "local:"),
        ("POLYMATH_MODEL_URL", "localhost:8000"),
        ("POLYMATH_MODEL_PRIVATE", "perhaps"),
        ("POLYMATH_CHROMA_URL", "chroma"),
        ("POLYMATH_DATABASE_URL", "mysql://x"),
        ("POLYMATH_TRUST", "all"),
        ("POLYMATH_RETENTION_DAYS", "-1"),
        ("POLYMATH_QUOTA", "many"),
        ("POLYMATH_LIMITS", "latency=10"),
        ("POLYMATH_PRICES", "1"),
        ("POLYMATH_LOG_LEVEL", "loud"),
        ("POLYMATH_WORKER", "outside"),
        ("PORT", "70000"),
    ],
)
def test_wrong_value_is_refused_by_the_name_of_its_setting(
    home: Path, name: str, value: str
) -> None:
    with pytest.raises(SettingError) as caught:
        read(home, **{name: value})
    assert caught.value.message.startswith(f"{name} has a wrong value: ")
    assert caught.value.kind == "usage"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("POLYMATH_MODEL", "openai:gpt-4.1-mini"),
        ("POLYMATH_MODEL_PRIVATE", "true"),
        ("POLYMATH_DATABASE_URL", "postgresql+psycopg://u@h/d"),
        ("POLYMATH_LIMITS", "latency=10s,cost=0.01,private"),
        ("POLYMATH_PRICES", "0.15/0.60"),
        ("POLYMATH_RETENTION_DAYS", "0"),
    ],
)
def test_right_value_is_taken(home: Path, name: str, value: str) -> None:
    read(home, **{name: value})


def test_secret_with_a_wrong_value_is_not_repeated(home: Path) -> None:
    write(home, "slack_bot_token: [xoxb-secret]\n")
    with pytest.raises(SettingError) as caught:
        read(home)
    assert "xoxb-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("POLYMATH_MODLE", "POLYMATH_MODEL"), ("POLYMATH_CHROMA", "POLYMATH_CHROMA_URL")],
)
def test_unknown_setting_is_refused_with_the_nearest(home: Path, name: str, nearest: str) -> None:
    with pytest.raises(SettingError) as caught:
        read(home, **{name: "x"})
    assert caught.value.remedy == f"Did you mean {nearest}?"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("model: a:b\nmodle: x\n", "polymath.yaml:2: the setting 'modle' is unknown."),
        ("home: /tmp\n", "the setting 'home' is unknown."),
        ("quota: [1]\n", "`quota` in "),
        ("quota: 5\nquota: 6\n", "polymath.yaml:2: "),
        ("- model\n", "holds no settings."),
        ("model: [\n", "polymath.yaml:"),
        ("a: &x 1\nb: *x\n", "polymath.yaml:"),
        (b"model: \xff\n", "can't be read (UnicodeDecodeError)."),
    ],
    ids=["unknown", "home", "type", "twice", "list", "broken", "alias", "binary"],
)
def test_wrong_file_is_refused_with_its_place(home: Path, text: str | bytes, message: str) -> None:
    write(home, text)
    with pytest.raises(SettingError) as caught:
        read(home)
    assert message in caught.value.message
    assert caught.value.remedy


def test_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(SettingError, match="NotADirectoryError"):
        read(tmp_path / "home")


def test_home_is_the_platforms_folder_where_nothing_is_said() -> None:
    assert read_settings({}).home.name == "polymath"


def test_every_setting_has_a_variable() -> None:
    names = {variable(name) for name in Settings.model_fields}
    assert {"POLYMATH_HOME", "POLYMATH_MODEL", "SLACK_BOT_TOKEN", "PORT"} <= names


def test_model_of_an_option_is_held_to_the_same_rule(home: Path) -> None:
    assert with_model(read(home), "ollama:llama3").model == "ollama:llama3"
    with pytest.raises(SettingError, match="'llama3' names no model"):
        with_model(read(home), "llama3")
