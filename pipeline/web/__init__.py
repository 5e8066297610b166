"""The database as pages to read: a Datasette plugin. Registered by ``serve``; needs the extra «web».

Start with routes.py (which address shows what); views.py gathers what a page shows, templates/ lay it out.
"""

from __future__ import annotations

from pipeline.web.plugin import (
    asgi_wrapper,
    extra_css_urls,
    extra_template_vars,
    menu_links,
    prepare_connection,
    prepare_jinja2_environment,
    register_routes,
)

__all__ = [
    "asgi_wrapper",
    "extra_css_urls",
    "extra_template_vars",
    "menu_links",
    "prepare_connection",
    "prepare_jinja2_environment",
    "register_routes",
]
