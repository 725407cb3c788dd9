"""Writes infra/messages.md: every SMS with its variables, its words, and what it costs in segments."""

from __future__ import annotations

import argparse
from pathlib import Path

from chalicelib.domain.segments import Segments, segments
from chalicelib.domain.told_by_sms import KINDS
from chalicelib.messages.catalogue import CATALOGUE, VARIABLES, Template

FILE = Path(__file__).with_suffix(".md")
LANGUAGES = ("zh", "en")
HEAD = """# Messages by SMS

Made by `python -m infra.messages` from `functions/chalicelib/messages/catalogue.py` and `domain/told_by_sms.py`; a test
holds it fresh. **Essential** messages go at night and past the line. What is not **harmless** to repeat is never sent a
second time by itself when nobody knows whether it went: a person decides. Segments are those of the longest variables
(a Chinese SMS holds 70 signs, 67 in a chain; one in GSM-7 160 and 153).

A carrier that demands templates wants each text below approved, with its variables in this order: Aliyun by name
(`${number}`), Tencent Cloud by place (`{1}`). The approved ids go into the deployment's secret under the message's name
and language, such as `follow_up.zh` (infra/runbook.md, "SMS carriers").
"""


def document() -> str:
    """The whole file."""
    parts = [HEAD, "## Variables", _variables(), "## Overview", _overview(), "## Words"]
    parts += [_words(name, CATALOGUE[name]) for name in CATALOGUE]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def longest(template: Template, language: str) -> str:
    """The text with each variable at its longest."""
    filled = {name: _stretched(name) for name in template.variables}
    return template.text(language).format_map(filled)


def _stretched(name: str) -> str:
    rule = VARIABLES[name]
    return rule.example + rule.example[-1] * (rule.longest - len(rule.example))


def _variables() -> str:
    lines = ["| variable | longest | such as |", "|---|---|---|"]
    lines += [
        f"| `{name}` | {rule.longest}{', cut' if rule.shortened else ''} | {rule.example} |" for name, rule in VARIABLES.items()
    ]
    return "\n".join(lines)


def _overview() -> str:
    lines = ["| message | about | essential | harmless | asks | zh | en |", "|---|---|---|---|---|---|---|"]
    for name, template in CATALOGUE.items():
        kind = KINDS[name]
        marks = ["yes" if mark else "" for mark in (kind.essential, kind.harmless, kind.asks)]
        sizes = [_size(segments(longest(template, language))) for language in LANGUAGES]
        lines.append(f"| `{name}` | {kind.about} | {' | '.join([*marks, *sizes])} |")
    return "\n".join(lines)


def _size(counted: Segments) -> str:
    return f"{counted.count} × {counted.encoding}, {counted.places}"


def _words(name: str, template: Template) -> str:
    variables = ", ".join(f"`{each}`" for each in template.variables) or "none"
    return f"### {name}\n\nVariables: {variables}\n\n- {template.zh}\n- {template.en}"


def main() -> int:
    """0 when written, or with --check when it is fresh."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 when the file is stale")
    if parser.parse_args().check:
        return 0 if FILE.read_text("utf-8") == document() else 1
    FILE.write_text(document(), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
