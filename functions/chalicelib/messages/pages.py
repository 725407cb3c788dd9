"""The one Jinja2 environment: strict, escaped, translated. Static and function-rendered pages both come out of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from chalicelib.domain import consent
from chalicelib.messages import open_data, words

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

FOLDER: Final = Path(__file__).parent / "pages"

# A stable name, not a hashed one: an issued bulletin never changes and must still find its style in ten years,
# and the package need not know what the site was built with. It is served with a short cache and an ETag.
STYLESHEET: Final = "/assets/site.css"


def environment(language: str, further_folders: Sequence[Path] = ()) -> Environment:
    """An environment for one language, whose templates lie in this package and in `further_folders`."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader([FOLDER, *further_folders]),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["ext.i18n.trimmed"] = True
    # A sign of Chinese as itself, not as six: what is shown to scripts is a good part of the report page.
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    catalogue = words.translations(language)
    made.install_gettext_callables(catalogue.gettext, catalogue.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(language=language, stylesheet=STYLESHEET, home="/en/" if language == "en" else "/")
    made.globals["consent_version"] = consent.CURRENT
    for name in ("day", "time_of_day", "month", "percent", "change_by", "share_of", "status_text", "working_days_text"):
        made.filters[name] = partial(getattr(words, name), language=language)
    made.filters.update(count=words.count, date_of=date.fromisoformat, fraction=Fraction, group=open_data.group_of)
    made.filters["lang"] = partial(_language_attribute, page=language)
    made.filters["said"] = lambda texts: {code: catalogue.gettext(text) for code, text in texts.items()}
    made.globals["texts"] = {
        "statuses": words.STATUS_NAMES,
        "reasons": words.REJECT_REASONS,
        "answers": words.ANSWER_TEXTS,
        "public_statuses": words.PUBLIC_STATUS_TEXTS,
        "rates": words.RATE_TEXTS,
        "rate_meanings": words.RATE_MEANINGS,
    }
    return made


def _language_attribute(language: str, page: str) -> Markup:
    """What names the language of a person's words on a page of the other one; nothing where it is the page's or not known."""
    from markupsafe import Markup

    return Markup(' lang="{}"').format("en" if language == "en" else "zh-CN") if language not in ("", page) else Markup()


_environment = lru_cache(environment)


def render(name: str, language: str, **context: object) -> str:
    """The page `name`, complete. A name that the template uses and the context lacks is an error."""
    return _environment(language).get_template(name).render(**context)
