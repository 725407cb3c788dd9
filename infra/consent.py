"""Fixes what a person agrees to, by version: `python -m infra.consent` writes the words of the current one and says their digest.

The words of a version that stands in a file never change: other words need another version in `domain/consent.py`.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

from chalicelib.domain import consent
from chalicelib.messages.pages import FOLDER as PAGES
from chalicelib.messages.words import LANGUAGES, translations

from infra import ROOT

FOLDER: Final = ROOT / "infra" / "agreed"
_FORM: Final = PAGES / "report_fields.html"
_PRIVACY: Final = ROOT / "frontend" / "pages" / "privacy" / "index.html"
# A template's sentences, as gettext finds them.
_SAID: Final = re.compile(r'\b_\(\s*"((?:[^"\\]|\\.)*)"')


def file_of(version: str) -> Path:
    """Where the words of a version stand."""
    return FOLDER / f"{version}.md"


def document() -> str:
    """The words that are agreed to now: the tick of the form, what is folded under it, and the privacy page, in every language."""
    form = _FORM.read_text("utf-8")
    agreed = form[form.index('{{ tick("consent"') :]
    parts = (("The form", agreed[: agreed.index("</details>")]), ("The privacy page", _PRIVACY.read_text("utf-8")))
    lines = ["# What is agreed to", "", "Made by `python -m infra.consent`; never changed afterwards."]
    for language in LANGUAGES:
        say = translations(language).gettext
        for name, template in parts:
            lines += ["", f"## {name} ({language})", "", *(f"- {say(each)}" for each in _SAID.findall(template))]
    return "\n".join(lines) + "\n"


def digest(words: str) -> str:
    """What binds a version to its words."""
    return hashlib.sha256(words.encode()).hexdigest()


def main() -> int:
    """0 when the words of the current version are fixed; 1 when they have changed since."""
    file, words = file_of(consent.CURRENT), document()
    if file.exists() and file.read_text("utf-8") != words:
        print(f"The words are no longer those of version {consent.CURRENT}: add a version at the end of domain/consent.py, and run this again.")
        return 1
    FOLDER.mkdir(exist_ok=True)
    file.write_text(words, "utf-8")
    print(f"{consent.CURRENT}: {digest(words)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
