"""Every kind of model, opened: the contract tests run over all of them."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.models.memory import scripted_model
from bot.models.model import Model
from bot.models.opening import open_model
from tests.bot.models.openai_server import NAME, Behaviour, serve
from tests.missing import missing


@pytest.fixture
def behaviour() -> Behaviour:
    """What the server of the test does."""
    return Behaviour()


@pytest.fixture
def url(behaviour: Behaviour) -> Iterator[str]:
    """The base URL of an OpenAI-compatible server on loopback."""
    with serve(behaviour) as base:
        yield base


@pytest.fixture(scope="session")
def vllm_url(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a vLLM that serves the tiny model as "tiny"."""
    python = os.environ.get("VLLM_PYTHON", "")
    if not Path(python).is_file():
        missing("no vLLM: VLLM_PYTHON names no Python that has it (`make vllm` makes one)")
    log = tmp_path_factory.mktemp("vllm") / "log"
    with _vllm(python, tiny_model, log) as base:
        yield base


@contextmanager
def _vllm(python: str, folder: Path, log: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [python, "-m", "vllm.entrypoints.openai.api_server", "--model", str(folder)]
    command += ["--served-model-name", "tiny", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--max-model-len", "2048", "--dtype", "float32", "--enforce-eager"]
    environment = os.environ | {"VLLM_CPU_KVCACHE_SPACE": "1", "VLLM_NO_USAGE_STATS": "1"}
    with log.open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
    try:
        base = f"http://127.0.0.1:{port}/v1"
        _wait(base, process, log)
        yield base
    finally:
        process.terminate()
        process.wait(30)


def _wait(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            pytest.fail(f"vLLM ended: {log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(f"{base}/models", timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"vLLM didn't start in five minutes: {log.read_text()[-2000:]}")


@pytest.fixture(
    params=["in memory", "in this process", "served", pytest.param("vllm", marks=pytest.mark.slow)]
)
def model(request: pytest.FixtureRequest) -> Model:
    """A model that answers `tests.bot.models.test_contract.PROMPT` with some words."""
    if request.param == "in memory":
        return scripted_model("one two three four five six", context_tokens=512)
    if request.param == "in this process":
        return open_model(f"local:{request.getfixturevalue('tiny_model')}")
    if request.param == "served":
        return open_model(f"openai:{NAME}", url=request.getfixturevalue("url"))
    return open_model("openai:tiny", url=request.getfixturevalue("vllm_url"))
