"""The door to naming: the works that are known, their versions and the ids of all three kinds."""

from __future__ import annotations

from pipeline.laws.naming import (
    Registry,
    Version,
    Work,
    default,
    in_force,
    law_id,
    prints_all,
    provision_id,
    read_work,
    spans,
)

__all__ = [
    "Registry",
    "Version",
    "Work",
    "default",
    "in_force",
    "law_id",
    "prints_all",
    "provision_id",
    "read_work",
    "spans",
]
