"""Serves the demo site on a loopback port from a thread of this process."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any

from pipeline.demo.site import DemoSite, Response


class DemoServer:
    """``with DemoServer() as server: server.base_url``; ``requests`` holds the paths asked for, in order.

    ``port`` 0 takes a free one. ``now`` (aware) fixes the moment that ages are counted from; default: the clock.
    """

    def __init__(self, port: int = 0, *, now: datetime | None = None) -> None:
        self.requests: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.site = DemoSite(self.base_url, now or datetime.now(UTC))
        self._visits = itertools.count(1)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> DemoServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def answer(self, target: str) -> Response:
        """The response to one request, counted as a visit."""
        self.requests.append(target)
        return self.site.respond(target, next(self._visits))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        demo = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            server_version = "demo"

            def do_GET(self) -> None:
                response = demo.answer(self.path)
                if response.etag and self.headers.get("If-None-Match") == response.etag:
                    response = Response(304, b"", response.content_type, etag=response.etag)
                self._send(response)

            def _send(self, response: Response) -> None:
                self.send_response(response.status)
                self.send_header("Content-Type", response.content_type)
                self.send_header("Content-Length", str(response.promised or len(response.body)))
                if response.location:
                    self.send_header("Location", response.location)
                if response.etag:
                    self.send_header("ETag", response.etag)
                if response.promised:  # the connection ends before the promise is kept
                    self.send_header("Connection", "close")
                    self.close_connection = True
                self.end_headers()
                self.wfile.write(response.body)

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing is printed: ``requests`` keeps what was asked."""

        return Handler
