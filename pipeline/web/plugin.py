"""The hooks of Datasette that make the pages part of it, and what every answer of the server says about safety."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable
from functools import cache
from importlib import resources
from typing import Any

from datasette import hookimpl
from jinja2 import BaseLoader, Environment

from pipeline.store import index
from pipeline.store.connection import BoundedRows, limit_values
from pipeline.web.messages import Words
from pipeline.web.routes import ROUTES

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Any, Send], Awaitable[None]]

NONCE = "script_nonce"
# Bytes of one text or blob of a query: the time limit does not stop a function that is filling a gigabyte.
LONGEST_VALUE = 64 << 20
LONGEST_RESULT = 128 << 20  # of all rows of a query; the pages of a thousand articles have a tenth of it
_HOST = re.compile(r"(?:\[(?P<literal>[0-9a-f:.]+)\]|(?P<name>[\w.-]+))(?::\d{1,5})?", re.ASCII)
# 421 Misdirected Request (RFC 9110, 15.5.20), and 403 by what the browser says of itself (W3C, Fetch Metadata).
_NOT_OURS = "这个地址不是给这个域名用的；反向代理请用 serve --allow-host 说明域名。\n"
_EMBEDDED = "这里的页面可以链接，不能嵌入别的网站。\n"
# What Datasette's templates lack, as (what stands there, what stands there in its place): scripts have no nonce, the page
# does not say its language, and fields of its forms have no names for those who do not see them (axe: select-name, label).
_MENDED = (
    (re.compile(r"<script(?=[\s>{])"), f'<script nonce="{{{{ {NONCE} }}}}" '),
    (re.compile(r"<html>"), '<html lang="en">'),
    (re.compile(r'<select(?= name="_filter_column)'), '<select aria-label="筛选的列 column"'),
    (re.compile(r'<select(?= name="_filter_op)'), '<select aria-label="比较方式 comparison"'),
    (re.compile(r'<input(?= type="text" name="_filter_value)'), '<input aria-label="筛选的值 value"'),
    (re.compile(r'<select(?= name="_sort")'), '<select aria-label="排序 sort by"'),
    (re.compile(r"(?<=CodeMirror\.fromTextArea\(sqlInput, {)"), ' screenReaderLabel: "SQL",'),
    (re.compile(r'<textarea(?= id="sql-editor")'), '<textarea aria-label="SQL"'),
)
# Pages of Datasette have style attributes; ours (views.POLICY) have none.
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),  # which article somebody reads is nobody's business
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


@hookimpl  # type: ignore[untyped-decorator]  # Datasette has no types
def prepare_connection(conn: Any, database: str) -> None:
    """Functions that the full-text index calls, and pragmas for reading."""
    if database == "_internal":  # Datasette's own, which it writes
        return
    index.register(conn)
    limit_values(conn, LONGEST_VALUE)
    conn.row_factory = BoundedRows(LONGEST_RESULT)
    for pragma in ("query_only = ON", "temp_store = MEMORY", "cache_size = -65536", "mmap_size = 1073741824"):
        conn.execute(f"PRAGMA {pragma}")


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    """Our pages; they come before Datasette's own."""
    return ROUTES


@hookimpl  # type: ignore[untyped-decorator]
def extra_css_urls(datasette: Any, view_name: str | None) -> list[str]:
    """A few rules for Datasette's own pages (dark, narrow)."""
    return [asset(datasette, "tables.css")]


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(request: Any) -> dict[str, Any]:
    """For the script elements of Datasette's templates."""
    return {NONCE: request.scope.get(NONCE, "") if request else ""}


@hookimpl  # type: ignore[untyped-decorator]
def menu_links(datasette: Any) -> list[dict[str, str]]:
    """Ways from Datasette's pages to ours."""
    words = Words("zh")
    names = ("home", "search", "laws", "questionable", "duplicates", "sites")
    return [
        {"href": datasette.urls.path("/" if name == "home" else f"/{name}"), "label": words(f"nav.{name}")}
        for name in names
    ]


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment) -> None:
    """Mend the templates (never data) before they are compiled."""
    assert env.loader is not None
    env.loader = _Mended(env.loader)


class _Mended(BaseLoader):
    """Templates with the nonce that the policy asks for in each script element, and with names for form fields."""

    def __init__(self, loader: BaseLoader) -> None:
        self._loader = loader

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """As any loader."""
        source, file, fresh = self._loader.get_source(environment, template)
        for found, mended in _MENDED:
            source = found.sub(mended, source)
        return source, file, fresh

    def list_templates(self) -> list[str]:
        """As any loader."""
        return self._loader.list_templates()


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """Every answer gets the policy (unless it brought a stricter one) and the headers above.

    A request for a host that is not ours is refused, where hosts are named; so is what a page elsewhere makes a browser
    load (an image, a frame, a fetch): it could read none of it, but keep this machine busy with SQL. Links are followed.
    """
    hosts = {name.lower() for name in (datasette.plugin_config("pipeline.web") or {}).get("hosts") or ()}

    def wrap(app: App) -> App:
        async def guarded(scope: Scope, receive: Any, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            host = _host(scope)
            if not host or (hosts and host not in hosts):
                await _refuse(send, 421, _NOT_OURS)
                return
            if _header(scope, b"sec-fetch-site") == "cross-site" and _header(scope, b"sec-fetch-dest") != "document":
                await _refuse(send, 403, _EMBEDDED)
                return
            nonce = secrets.token_urlsafe(16)

            async def safely(event: dict[str, Any]) -> None:
                if event["type"] == "http.response.start":
                    headers = list(event.get("headers", ()))
                    names = {bytes(name).lower() for name, _ in headers}
                    own = ((b"content-security-policy", POLICY.format(nonce=nonce).encode()), *HEADERS)
                    event = {**event, "headers": [*headers, *(pair for pair in own if pair[0] not in names)]}
                await send(event)

            await app({**scope, NONCE: nonce}, receive, safely)

        return guarded

    return wrap


def _host(scope: Scope) -> str:
    """The name in the Host header, without port and brackets; empty for what is no host (RFC 9110, 7.2)."""
    found = _HOST.fullmatch(_header(scope, b"host").lower())
    return found["literal"] or found["name"] if found else ""


def _header(scope: Scope, name: bytes) -> str:
    return next((bytes(value) for each, value in scope["headers"] if each == name), b"").decode("latin-1")


async def _refuse(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


def asset(datasette: Any, name: str) -> str:
    """The address of a file of static/, which changes when the file does."""
    return f"{datasette.urls.static_plugins('pipeline.web', name)}?{_digest(name)}"


@cache
def _digest(name: str) -> str:
    return hashlib.sha256(resources.files("pipeline.web").joinpath("static", name).read_bytes()).hexdigest()[:10]
