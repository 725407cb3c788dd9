"""Keeps the gettext catalogues: `python -m frontend.catalogues update` or `… compile`.

Everything translatable is read from the templates and from the Python words; .po files are the source, .mo files
are made from them and never committed.
"""

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).parent.parent
MESSAGES: Final = ROOT / "functions" / "chalicelib" / "messages"
ENTRYPOINTS: Final = ROOT / "functions" / "chalicelib" / "entrypoints"
LOCALES: Final = MESSAGES / "locale"
LANGUAGES: Final = ("zh", "en")
UNDATED: Final = datetime(2025, 1, 1, tzinfo=UTC)
_JINJA: Final = {
    "extensions": "jinja2.ext.i18n",
    "trimmed": "true",
    "newstyle_gettext": "true",
    "silent": "false",
}
_METHODS: Final = [("**.html", "jinja2"), ("**.xml", "jinja2"), ("*.py", "python")]
_KEYWORDS: Final = {"_": None, "gettext": None, "ngettext": (1, 2), "marked": None}


# Babel's own header holds the time, which would change the file when nothing was said differently.
_HEADER: Final = (
    'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Plural-Forms: {plural}\\n"\n'
    '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
)


class Untranslated(Exception):
    """A sentence that some language cannot say; the text names each."""


def wanted() -> Catalog:
    """Every translatable sentence of the sources, untranslated."""
    catalogue = Catalog(charset="utf-8")
    for folder in (MESSAGES, ENTRYPOINTS, ROOT / "frontend" / "pages"):
        found = extract_from_dir(folder, _METHODS, {"**.html": _JINJA, "**.xml": _JINJA}, keywords=_KEYWORDS)
        for _, _, message, _, context in found:
            if message:
                catalogue.add(message, context=context)
    return catalogue


def kept(language: str) -> Catalog:
    """The catalogue of a language as it lies in its .po file."""
    path = LOCALES / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as stream:
        held = read_po(stream, locale=language, charset="utf-8")
    # Babel would write the hour into each .mo, and so into the deployment package, which must not change with it.
    held.creation_date = UNDATED
    return held


def update(language: str) -> None:
    """Nothing; the .po file has gained new sentences and lost unused ones. English says its own sentences."""
    old, new = kept(language), Catalog(locale=language, charset="utf-8", fuzzy=False)
    for message in sorted(filter(_says_something, wanted()), key=lambda each: str(each.id)):
        before = old.get(message.id)
        said = message.id if language == "en" else (before.string if before else "")
        new.add(message.id, said, flags=message.flags)
    written = BytesIO()
    write_po(written, new, width=110, omit_header=True, no_location=True)
    plural = f"nplurals={new.num_plurals}; plural={new.plural_expr};"
    header = _HEADER.format(language=language, plural=plural)
    (LOCALES / f"{language}.po").write_bytes(header.encode() + written.getvalue())


def faults(language: str) -> list[str]:
    """What a language cannot say, or says with other %(places)s than the source."""
    catalogue = kept(language)
    found = []
    for message in filter(_says_something, wanted()):
        translated = catalogue.get(message.id)
        if translated is None or not _complete(translated):
            found.append(f"{language}: not translated: {message.id!r}")
        else:
            found += [f"{language}: {error} in {message.id!r}" for error in translated.check(catalogue)]
    return found


def _says_something(message: Message) -> bool:
    return bool(message.id)  # the header is kept under an empty sentence


def _complete(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return not message.fuzzy and all(strings)


def compile_all() -> None:
    """The .mo files beside the .po files.

    Raises: Untranslated naming every sentence that is missing.
    """
    found = [fault for language in LANGUAGES for fault in faults(language)]
    if found:
        raise Untranslated("\n".join(found))
    for language in LANGUAGES:
        target, made = LOCALES / f"{language}.mo", BytesIO()
        write_mo(made, kept(language))
        if target.exists() and target.read_bytes() == made.getvalue():
            continue  # whoever packs or reads it meanwhile is left alone
        unfinished = target.with_suffix(f".{os.getpid()}.part")  # two commands may compile at once
        unfinished.write_bytes(made.getvalue())
        unfinished.replace(target)


def main(arguments: Sequence[str]) -> int:
    """The exit code of the command line."""
    if arguments == ["update"]:
        for language in LANGUAGES:
            update(language)
    try:
        compile_all()
    except Untranslated as untranslated:
        print(untranslated, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
