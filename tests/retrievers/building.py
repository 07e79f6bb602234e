"""Builds the index of the task in conftest.py, in a process of its own (test_chroma.py runs it).

python -m tests.retrievers.building FOLDER open|build [die|BYTES]: `die` is kill -9 while rows are
embedded, BYTES the largest file that may be written. Prints how many rows were embedded.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from retrievers.chroma import ChromaIndexes
from retrievers.embedder import HashedEmbedder, Vectors
from retrievers.errors import IndexFault
from tests.packs import make_pack, make_task
from tests.retrievers.conftest import RENT


class ReportingEmbedder(HashedEmbedder):
    """Counts what it embeds, or dies of it."""

    def __init__(self, *, dies: bool) -> None:
        super().__init__(64)
        self.dies = dies
        self.embedded = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        if self.dies:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().embed(texts)


def main(folder: str, verb: str, trouble: str = "") -> int:
    """Opens or builds; says a fault's kind and message on the way out."""
    task = make_task("clause", labels=["payment", "termination", "secrecy"], examples=RENT)
    embedder = ReportingEmbedder(dies=trouble == "die")
    if trouble.isdigit():
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(trouble), int(trouble)))
    indexes = ChromaIndexes(Path(folder))
    run = indexes.open_or_build if verb == "open" else indexes.build
    try:
        run(make_pack(task, name="rent"), task, embedder)
    except IndexFault as fault:
        print(fault.kind, fault)
        return 1
    print(embedder.embedded)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
