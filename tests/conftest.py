"""What every test starts from: no network but loopback, its own home, the real embedder once a
run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["ANONYMIZED_TELEMETRY"] = "False"
for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[name]
for name in [name for name in os.environ if name.startswith(("POLYMATH_", "SLACK_"))]:
    del os.environ[name]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A POLYMATH_HOME of the test's own."""
    folder = tmp_path / "home"
    monkeypatch.setenv("POLYMATH_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def embedder() -> Iterator[object]:
    """The bundled embedder, loaded once."""
    from retrievers.embedder import open_embedder

    yield open_embedder()


@pytest.fixture(scope="session")
def public_data() -> Path:
    """The folder of public rows; the test is skipped where there is none."""
    folder = Path(os.environ.get("PUBLIC_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not (folder / "tasks.json").is_file():
        pytest.skip("no public rows: set PUBLIC_DATA to their folder")
    return folder


@pytest.fixture(scope="session")
def tiny_model() -> Path:
    """The folder of the tiny language model that reads the real prompts (tests/tiny_model)."""
    return Path(__file__).parent / "tiny_model" / "model"
