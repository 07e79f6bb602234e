"""Work in a thread of its own, so that who waits for it can leave at any moment."""

from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Callable, Generator
from contextlib import closing

#: Seconds between two looks at whether the asker has cancelled.
_LOOK = 0.05


def in_background(
    produce: Callable[[], Generator[str, None, None]], cancelled: Callable[[], bool]
) -> Generator[str, None, None]:
    """What `produce` yields, without empty pieces.

    It ends with `produce`, once `cancelled` says so, or once the iterator is closed. An error of
    `produce` is raised here. After leaving early, `produce` is closed at its next piece, however
    long that takes.
    """
    pieces: queue.SimpleQueue[str | BaseException | None] = queue.SimpleQueue()
    left = threading.Event()

    def work() -> None:
        try:
            with closing(produce()) as produced:
                for piece in produced:
                    if left.is_set():
                        return
                    pieces.put(piece)
            pieces.put(None)
        except BaseException as error:
            pieces.put(error)

    run = contextvars.copy_context().run
    threading.Thread(target=run, args=(work,), name="polymath-model", daemon=True).start()
    try:
        while not cancelled():
            try:
                piece = pieces.get(timeout=_LOOK)
            except queue.Empty:
                continue
            if piece is None:
                return
            if isinstance(piece, BaseException):
                raise piece
            if piece:
                yield piece
    finally:
        left.set()
