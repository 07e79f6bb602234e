"""A small OpenAI-compatible server on loopback, for tests: it writes what a script says."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

NAME = "scripted"


@dataclass
class Behaviour:
    """What the server does; a test may change it while it runs.

    `status` other than 200 refuses every answer with `said`; `lists` are the models it has, None
    where it doesn't list them; `seconds_per_token` makes it slow.
    """

    answer: str = "one two three four five six"
    status: int = 200
    said: str = "no"
    lists: tuple[str, ...] | None = (NAME,)
    list_status: int = 200
    max_model_len: int | None = 512
    counts: bool = True
    seconds_per_token: float = 0.0
    requests: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    left_early: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serve(behaviour: Behaviour) -> Iterator[str]:
    """Runs the server; gives its base URL, which ends in /v1."""

    class Handler(_Handler):
        pass

    Handler.behaviour = behaviour
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    behaviour: Behaviour
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        does = self.behaviour
        does.paths.append(self.path)
        if does.lists is None or does.list_status != 200:
            self._json(does.list_status if does.lists is not None else 404, {"error": {}})
            return
        extra = {"max_model_len": does.max_model_len} if does.max_model_len else {}
        self._json(200, {"data": [{"id": name, "object": "model", **extra} for name in does.lists]})

    def do_POST(self) -> None:
        self.behaviour.paths.append(self.path)
        size = int(self.headers["Content-Length"])
        asked = json.loads(self.rfile.read(size))
        does = self.behaviour
        if self.path == "/tokenize":
            if not does.counts:
                self._json(404, {"detail": "Not Found"})
                return
            texts = [message["content"] for message in asked.get("messages", ())]
            texts += [asked["prompt"]] if "prompt" in asked else []
            self._json(200, {"count": sum(len(text.split()) for text in texts)})
            return
        does.requests.append(asked)
        does.keys.append(self.headers.get("Authorization"))
        if does.status != 200:
            error = {"message": does.said, "type": "error", "code": does.status}
            self._json(does.status, {"error": error})
            return
        self._answer(asked)

    def _answer(self, asked: dict[str, Any]) -> None:
        limit = asked.get("max_completion_tokens", asked.get("max_tokens"))
        text = "".join(re.findall(r"\s*\S+", self.behaviour.answer)[:limit])
        for stop in asked.get("stop") or ():
            text = text.partition(stop)[0]
        if not asked.get("stream"):
            message = {"role": "assistant", "content": text}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            self._json(200, {"id": "1", "object": "chat.completion", "choices": [choice]})
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for piece in re.findall(r"\s*\S+", text):
                time.sleep(self.behaviour.seconds_per_token)
                self._event(
                    {"index": 0, "delta": {"content": piece, "role": "assistant"}},
                )
            self._event({"index": 0, "delta": {}, "finish_reason": "stop"})
            self.wfile.write(b"data: [DONE]\n\n")
        except (BrokenPipeError, ConnectionResetError):
            self.behaviour.left_early.set()
        self.close_connection = True

    def _event(self, choice: dict[str, Any]) -> None:
        chunk = {"id": "1", "object": "chat.completion.chunk", "choices": [choice]}
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def _json(self, status: int, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *words: object) -> None:
        """A test's output is no place for an access log."""
