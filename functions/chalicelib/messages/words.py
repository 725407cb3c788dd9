"""Every word and format that is not a template: gettext look-up, dates, numbers, statuses, by language.

The msgids are the English sentences; `python -m frontend.catalogues` keeps the .po files and compiles the .mo.
"""

import gettext
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("zh", "en")
LOCALE_FOLDER: Final = Path(__file__).parent / "locale"
# Source: China has had no summer time since 1992.
SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")

_WEEKDAYS: Final = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def marked(message: str) -> str:
    """The message itself; the mark that the catalogue's extraction looks for."""
    return message


STATUS_TEXTS: Final = {
    "submitted": marked("Received. The command centre is finding the right unit"),
    "assigned": marked("With a unit, which has yet to take it on"),
    "handling": marked("Being worked on"),
    "on_hold": marked("A long-term matter, with a plan and a review date"),
    "closed": marked("The unit says that it is done. We are asking you"),
    "settled": marked("Over"),
    "rejected": marked("Not taken on, with the reason given to you"),
    "merged": marked("Handled together with others about the same trouble"),
    "withdrawn": marked("Withdrawn by you"),
}
KIND_TEXTS: Final = {
    "livelihood": marked("Livelihood"),
    "development": marked("Development"),
    "enforcement": marked("Law enforcement"),
}
RATE_TEXTS: Final = {
    "response_rate": marked("Response"),
    "on_time_rate": marked("On time"),
    "resolution_rate": marked("Resolved"),
    "satisfaction_rate": marked("Satisfied"),
    "participation_rate": marked("Answered"),
}
RATE_MEANINGS: Final = {  # Source: design section 5
    "response_rate": marked("Rounds taken on within the limit, out of those taken on or past the limit"),
    "on_time_rate": marked("Rounds closed by the deadline, out of those closed or past the deadline"),
    "resolution_rate": marked("Answers that say resolved, out of all answers"),
    "satisfaction_rate": marked("Answers that say satisfied or basically satisfied, out of all answers"),
    "participation_rate": marked("Answers, out of answers and unanswered questions"),
}


@lru_cache
def translations(language: str) -> gettext.GNUTranslations:
    """The catalogue of a language.

    Raises: FileNotFoundError when the catalogues have not been compiled.
    """
    compiled = LOCALE_FOLDER / f"{language}.mo"
    if not compiled.exists():
        raise FileNotFoundError(f"{compiled} is missing: run `python -m frontend.catalogues compile`")
    with compiled.open("rb") as stream:
        return gettext.GNUTranslations(stream)


def say(message: str, language: str, **values: object) -> str:
    """The message in a language, with its %(name)s places filled."""
    text = translations(language).gettext(message)
    return text % values if values else text


def status_text(status: str, language: str) -> str:
    """A status in a citizen's words."""
    return say(STATUS_TEXTS[status], language)


def kind_text(kind: str, language: str) -> str:
    """A kind of petition in words."""
    return say(KIND_TEXTS[kind], language)


def working_days_text(days: int | None, language: str) -> str:
    """How much time a unit has left, in words; None is a deadline that nobody can tell yet."""
    if days is None:
        return say(marked("The last day is being worked out"), language)
    if days == 0:
        return say(marked("Today is the last day"), language)
    ngettext = translations(language).ngettext
    if days > 0:
        text = ngettext("%(num)s working day left", "%(num)s working days left", days)
    else:
        text = ngettext("%(num)s working day late", "%(num)s working days late", -days)
    return text % {"num": abs(days)}


def day(moment: datetime | date, language: str) -> str:
    """A date with its weekday as it is in China: 2025年10月10日（周五）, Friday 10 October 2025."""
    local = moment.astimezone(SHANGHAI).date() if isinstance(moment, datetime) else moment
    weekday = _WEEKDAYS[language][local.weekday()]
    if language == "en":
        return f"{weekday} {local.day} {_MONTHS[local.month - 1]} {local.year}"
    return f"{local.year}年{local.month}月{local.day}日（{weekday}）"


def time_of_day(moment: datetime, language: str) -> str:
    """A date with the time of day as it is in China."""
    clock = f"{moment.astimezone(SHANGHAI):%H:%M}"
    return f"{day(moment, language)}, {clock}" if language == "en" else f"{day(moment, language)} {clock}"


def month(first: date, language: str) -> str:
    """A calendar month: 2026年11月, November 2026."""
    return (
        f"{_MONTHS[first.month - 1]} {first.year}" if language == "en" else f"{first.year}年{first.month}月"
    )


def count(value: int) -> str:
    """A count with thousands separated, as both languages write it."""
    return f"{value:,}"


def percent(share: Fraction | None, language: str) -> str:
    """A rate with two decimals; never 100 % or 0 % unless it is exactly that, "no data" when nothing was counted."""
    if share is None:
        return say(marked("no data"), language)
    hundredths = int(share * 10_000 + Fraction(1, 2))
    if share not in (0, 1):
        hundredths = min(max(hundredths, 1), 9_999)
    text = f"{hundredths // 100}.{hundredths % 100:02d}"
    return f"{text} %" if language == "en" else f"{text}%"


def share_of(part: int, whole: int, language: str) -> str:
    """A part of a whole as a percentage; "no data" when the whole is nothing."""
    return percent(Fraction(part, whole) if whole else None, language)
