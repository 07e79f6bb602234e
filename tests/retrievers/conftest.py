"""Small tasks to index, and a Chroma server on loopback."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain_packs.pack import Pack, Task
from retrievers.embedder import HashedEmbedder
from tests.packs import make_pack, make_task

RENT = [
    ("The tenant pays the rent monthly.", "payment"),
    ("Rent is due on the first of each month.", "payment"),
    ("Late rent costs five per cent.", "payment"),
    ("Either party may end this contract with notice.", "termination"),
    ("The contract ends when the tenant moves out.", "termination"),
    ("Notice of one month ends the lease.", "termination"),
    ("Both parties keep the terms secret.", "secrecy"),
    ("The landlord keeps the tenant's data secret.", "secrecy"),
    ("Nobody may publish the terms of the lease.", "secrecy"),
]


@pytest.fixture
def hashed() -> HashedEmbedder:
    return HashedEmbedder(64)


@pytest.fixture
def task() -> Task:
    return make_task("clause", labels=["payment", "termination", "secrecy"], examples=RENT)


@pytest.fixture
def pack(task: Task) -> Pack:
    return make_pack(task, name="rent")


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Chroma server from the package chromadb, on a free port of loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma-server")
    command = [Path(sys.executable).with_name("chroma"), "run", "--path", folder]
    server = subprocess.Popen(
        [*map(str, command), "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, server)
        yield url
    finally:
        server.terminate()
        server.wait(30)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    pytest.fail(f"the Chroma server at {url} didn't start")
