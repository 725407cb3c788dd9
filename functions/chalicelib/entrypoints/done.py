"""What was just done, told by the page that it leads to: sealed into the address, so that no address of anybody else's says it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from chalicelib.entrypoints.visitor import Visitor
from chalicelib.journey import links

LASTS: Final = timedelta(minutes=10)  # ours: a bookmark or a later reload tells nothing


def sealed(visitor: Visitor, done: str, of: str, lasts: timedelta = LASTS) -> str:
    """The words for an address that say of one petition what was done; they do not tell its number."""
    return links.lasting(visitor.ports, f"done.{of}", done, lasts)


def told(visitor: Visitor, of: str) -> str:
    """What this petition's page is to say was done; empty for an address that is not ours, is another's, or is over."""
    query: Mapping[str, str] = visitor.request.query_params or {}
    return links.held(visitor.ports, f"done.{of}", query.get("done")) or ""
