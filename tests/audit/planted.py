"""Seventeen faults, each planted into a page that has none; the audit must name every one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault: what is put in the place of what, and the findings of which at least one must come."""

    name: str
    old: str
    new: str
    caught_by: tuple[str, ...]


FIELD: Final = '<div class="field"><label for="word">Word</label><p class="hint" id="word-hint">One.</p><input id="word" name="word" autocomplete="off" aria-describedby="word-hint"></div>'
PAGE: Final = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>A good page</title><link rel="stylesheet" href="/assets/site.css"></head>
<body><a class="skip" href="#main">Skip</a><header class="top"><div class="width"><a class="brand" href="/">Nuannan</a></div></header>
<main id="main" class="width"><h1>A good page</h1><p class="text">Some words to read.</p>
<img src="/assets/icon.svg" alt="The mark" width="64" height="64">
<form method="post" novalidate>{FIELD}<button type="submit">Send</button></form>
<h2 id="list">A list</h2><ul><li>One</li><li><a class="button" href="/help/">Help</a></li></ul></main></body></html>
"""
FAULTS: Final = (
    Planted("picture without words", ' alt="The mark"', "", ("axe:image-alt",)),
    Planted("field without a label", '<label for="word">Word</label>', "<span>Word</span>", ("axe:label",)),
    Planted("pale text", 'class="text"', 'style="color:#bbb"', ("axe:color-contrast",)),
    Planted("no language", '<html lang="en">', "<html>", ("axe:html-has-lang",)),
    Planted("no title", "<title>A good page</title>", "", ("axe:document-title",)),
    Planted("button without a name", ">Send</button>", "></button>", ("axe:button-name",)),
    Planted("unknown role", 'class="text"', 'role="buton"', ("axe:aria-roles",)),
    Planted("zoom forbidden", "initial-scale=1", "initial-scale=1, maximum-scale=1, user-scalable=no", ("axe:meta-viewport",)),
    Planted("list item outside a list", "<ul><li>One</li>", "<div><li>One</li></div><ul>", ("axe:listitem",)),
    Planted("heading skipped", '<h2 id="list">A list</h2>', '<h4 id="list">A list</h4>', ("axe:heading-order",)),
    Planted("label of nothing", 'for="word"', 'for="wrod" aria-label="x"', ("own:broken-for",)),
    Planted("hidden focus", 'class="button" href="/help/"', 'class="button" style="outline:none" href="/help/"', ("own:hidden-focus",)),
    Planted("sideways at 320 px", 'class="text"', 'style="width:400px"', ("own:sideways",)),
    Planted("small text", 'class="text"', 'style="font-size:14px"', ("own:small-text",)),
    Planted("broken description", 'aria-describedby="word-hint"', 'aria-describedby="word-hnt"', ("own:broken-aria-describedby",)),
    Planted("no autocomplete", ' autocomplete="off"', "", ("own:no-autocomplete",)),
    Planted("small target", '<button type="submit">', '<button type="submit" style="min-height:0;height:24px;padding:0">', ("own:small-target",)),
)  # fmt: skip


def pages() -> dict[str, str]:
    """The good page, and each faulty one, by name. Raises: ValueError for a fault that changes nothing."""
    made = {"good": PAGE}
    for fault in FAULTS:
        if PAGE.count(fault.old) != 1:
            raise ValueError(f"{fault.name}: {fault.old!r} does not stand in the page once")
        made[fault.name] = PAGE.replace(fault.old, fault.new)
    return made
