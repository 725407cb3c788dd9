"""Every word and format that is not a template: gettext look-up, dates, numbers, statuses, by language.

The msgids are the English sentences; `python -m frontend.catalogues` keeps the .po files and compiles the .mo.
"""

import gettext
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from chalicelib.messages import errors

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


def other(language: str) -> str:
    """The other one of our two languages, which each page offers."""
    return "zh" if language == "en" else "en"


def marked(message: str) -> str:
    """The message itself; the mark that the catalogue's extraction looks for."""
    return message


# What a citizen is told; bulletins and the desk say STATUS_NAMES.
STATUS_TEXTS: Final = {
    "submitted": marked("Received. The command centre is finding the right unit"),
    "assigned": marked("Sent to a unit, which has not taken it on yet"),
    "handling": marked("Being worked on"),
    "on_hold": marked("A long-term matter, with a plan and a review date"),
    "closed": marked("The unit says it is done. We are asking you"),
    "settled": marked("Settled"),
    "rejected": marked("Not taken on. We have told you why"),
    "merged": marked("Handled together with others about the same problem"),
    "withdrawn": marked("You have withdrawn it"),
}
STEP_TEXTS: Final = {
    "submit": marked("We received your petition."),
    "assign": marked("It was passed to %(unit)s."),
    "accept": marked("%(unit)s took it on."),
    "progress": marked("%(unit)s reports:"),
    "assist": marked("Another unit was asked to help."),
    "accept_assist": marked("A unit that was asked to help has taken on its part."),
    "finish_assist": marked("A unit that was asked to help has done its part."),
    "release_assist": marked("A unit that was asked to help is no longer needed."),
    "send_back": marked("It went back to the command centre, which will find the right unit."),
    "transfer": marked("It was passed on to %(unit)s."),
    "escalate": marked("It was passed up to %(unit)s."),
    "request_extension": marked("%(unit)s asked for more time."),
    "grant_extension": marked("More time was granted."),
    "refuse_extension": marked("More time was refused."),
    "request_hold": marked("%(unit)s asked to treat it as a long-term matter."),
    "grant_hold": marked("It is now a long-term matter, with a plan and a review date."),
    "refuse_hold": marked("It was not made a long-term matter. The work goes on."),
    "resume": marked("The work goes on."),
    "reschedule": marked("The deadline is now set."),
    "reject": marked("It was not taken on, because:"),
    "merge": marked("It is handled together with others about the same problem."),
    "join": marked("Another petition about the same problem was joined to it."),
    "reopen": marked("It is handled on its own again."),
    "withdraw": marked("You withdrew it."),
    "close": marked("%(unit)s says it is done:"),
    "follow_up": marked("We asked you whether it is solved."),
    "answer_happy": marked("You said that it is solved."),
    "answer_unhappy": marked(
        "You said that it is not solved, or not solved well. It is now with %(unit)s."
    ),
    "comment": marked("You wrote to us."),
    "lapse": marked("We had no answer in time, so it is settled."),
    "settle": marked("It is settled, with this explanation:"),
    "appeal": marked("You appealed."),
    "remind": marked("A reminder was sent."),
    "ring": marked("We will ring you."),
    "not_reached": marked("We rang you but could not reach you."),
    "overdue": marked("A deadline passed."),
    "supervise": marked("A supervisor is following it closely."),
    "publish": marked("Its text is now public, without anything that names anybody."),
    "unpublish": marked("Its text is no longer public."),
    "refuse_publication": marked("Its text was not made public."),
    "clear_photos": marked("Staff have checked its photos. Other people can now see some of them."),
    "hide_photos": marked("Staff have checked its photos. They are not shown to other people."),
    "erase": marked("Its words, its photos and the sender's details were erased."),
}
ANSWER_TEXTS: Final = {
    1: marked("Resolved, I am satisfied"),
    2: marked("Resolved, basically satisfied"),
    3: marked("Resolved, but dissatisfied"),
    4: marked("Not resolved"),
}
_LATE: Final = marked("Your answer came too late, so it does not count.")
_LATE_ANSWER: Final = marked("You answered: %(answer)s. It came too late, so it does not count.")
# What a citizen reads of a message that we sent, by where it stands.
SMS_TEXTS: Final = {
    "sms_sent": marked("We sent you an SMS: %(sms)s."),
    "sms_delivered": marked("An SMS reached your phone: %(sms)s."),
    "sms_failed": marked("An SMS did not reach your phone: %(sms)s."),
    "sms_expired": marked("An SMS did not reach your phone in time: %(sms)s."),
    "sms_suppressed": marked("An SMS was not sent to you: %(sms)s."),
}
SMS_NAMES: Final = {
    "acknowledgement": marked("Acknowledgement"),
    "acknowledgement_centre": marked("Acknowledgement"),
    "acknowledgement_proxy": marked("Acknowledgement"),
    "acknowledgement_proxy_centre": marked("Acknowledgement"),
    "follow_up": marked("Question"),
    "follow_up_link": marked("Question by link"),
    "follow_up_reminder": marked("Reminder to answer"),
    "follow_up_reminder_link": marked("Reminder to answer"),
    "ask_which": marked("Asking which answer you meant"),
    "ask_again": marked("Asking again"),
    "next_round": marked("Next round"),
    "rejected": marked("Not taken on"),
    "merged": marked("Joined"),
    "merged_closed": marked("The main petition is done"),
    "merged_rejected": marked("The main petition was not taken on"),
    "reopened": marked("On its own again"),
    "on_hold": marked("Put on hold"),
    "explained": marked("Explanation"),
    "late": marked("Your answer came too late to count"),
}
# What differs for who left no phone: nobody asked them, and the page does.
_UNASKED_STATUS: Final = {"closed": marked("The unit says it is done. Tell us here whether it is solved")}
_UNASKED: Final = {"lapse": marked("No answer came in time, so it is settled.")}
# What differs for somebody who did not report it.
_FOLLOWED: Final = {
    "submit": marked("It was reported."),
    "progress": marked("%(unit)s is working on it."),
    "reject": marked("It was not taken on."),
    "withdraw": marked("The person who reported it withdrew it."),
    "close": marked("%(unit)s says it is done."),
    "answer_happy": marked("The person who reported it says it is solved."),
    "answer_unhappy": marked("The person who reported it says it is not solved, or not solved well. It is now with %(unit)s."),
    "settle": marked("It is settled."),
    "appeal": marked("The person who reported it appealed."),
}
_FOLLOWED_STATUS: Final = {
    "closed": marked("The unit says it is done. We are asking the person who reported it"),
    "rejected": marked("Not taken on"),
    "withdrawn": marked("Withdrawn by the person who reported it"),
}
REJECT_REASONS: Final = {
    "other_district": marked("The place or the matter belongs to another district."),
    "in_court": marked("The matter is before a court or in arbitration or reconsideration, which decide it."),
    "petition_office": marked("The matter is for the petition office (信访), which has a procedure of its own."),
    "discipline": marked("The matter is for discipline inspection or the prosecutors, to whom it was passed on."),
    "private_dispute": marked("It is a dispute between private parties that no public unit may decide."),
    "decided_finally": marked("The matter was decided finally, and nothing new has been brought up."),
    "no_facts": marked("Without further facts nobody can find what is meant, and you could not be reached."),
    "secret": marked("It touches state secrets, which must not be handled on this platform."),
    "unlawful": marked("What is asked for would break the law or offend public order."),
    "advertising": marked("It is advertising and no petition."),
}
PLACE_NOTES: Final = {
    "nearest": marked("The place is not inside any street's area, so the nearest street takes it."),
}
STATUS_NAMES: Final = {
    "submitted": marked("To be assigned"),
    "assigned": marked("To be accepted"),
    "handling": marked("In handling"),
    "on_hold": marked("On hold"),
    "closed": marked("Closed, citizen is asked"),
    "settled": marked("Settled"),
    "rejected": marked("Rejected"),
    "merged": marked("Merged"),
    "withdrawn": marked("Withdrawn"),
}
PUBLIC_STATUS_TEXTS: Final = {  # what everybody is told apart
    "open": marked("Being dealt with"),
    "closed": marked("The unit says it is done"),
    "settled": marked("Settled"),
}
CHANNEL_TEXTS: Final = {
    "web": marked("Web page"),
    "proxy": marked("Submitted for somebody"),
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


def status_text(status: str, language: str, *, has_phone: bool = True) -> str:
    """A status in a citizen's words."""
    unasked = "" if has_phone else _UNASKED_STATUS.get(status, "")
    return say(unasked or STATUS_TEXTS[status], language)


def status_name(status: str, language: str) -> str:
    """A status in the words of the work, for bulletins and the desk."""
    return say(STATUS_NAMES[status], language)


def channel_text(channel: str, language: str) -> str:
    """A channel in words; its code when it has none yet."""
    return say(CHANNEL_TEXTS[channel], language) if channel in CHANNEL_TEXTS else channel


def place_note(how: str, language: str) -> str:
    """What a citizen is told of how the unit was found; empty when there is nothing to tell."""
    return say(PLACE_NOTES[how], language) if how in PLACE_NOTES else ""


def step_text(action: str, unit_name: str, language: str, *, has_phone: bool = True) -> str:
    """One step of a petition's history in a citizen's words."""
    unasked = "" if has_phone else _UNASKED.get(action, "")
    return say(unasked or STEP_TEXTS[action], language, unit=unit_name)


def for_citizen(view: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The status view with its words: of the status, of each step, of the place."""
    reason, has_phone = str(view.get("reject_reason", "")), bool(view["has_phone"])
    steps = [_step(step, reason, language, has_phone=has_phone) for step in view["steps"]]
    note = place_note(view.get("place_how", ""), language)
    photos = [{**each, "words": errors.text(each["reason"], language) if each["reason"] else ""} for each in view.get("photos", ())]
    said = {"status_text": status_text(view["status"], language, has_phone=has_phone), "place_note": note}
    lead = _lead(view["lead"], language) if view.get("lead") else None
    return {**view, **said, "steps": steps, "photos": photos, "lead": lead}


def _lead(lead: Mapping[str, Any], language: str) -> dict[str, Any]:
    """What somebody whose petition was merged is told of its lead: they neither sent it nor are asked about it."""
    end = lead["end"] and _step(lead["end"], lead["end"]["reject_reason"], language, has_phone=True)
    if end and not end["said"] and end["action"] in _FOLLOWED:
        end |= {"text": say(_FOLLOWED[end["action"]], language, unit=end["unit_name"])}
    return {**lead, "status_text": _followed_status(lead["status"], language), "end": end}


def _followed_status(status: str, language: str) -> str:
    return say(_FOLLOWED_STATUS.get(status) or STATUS_TEXTS[status], language)


def for_follower(view: Mapping[str, Any], language: str) -> dict[str, Any]:
    """What somebody with the same trouble sees of a petition, with its words."""
    steps = [{**step, "text": _FOLLOWED.get(step["action"]) or STEP_TEXTS[step["action"]]} for step in view["steps"]]
    steps = [{**step, "text": say(step["text"], language, unit=step["unit_name"])} for step in steps]
    return {**view, "steps": steps, "status_text": _followed_status(view["status"], language)}


def _step(step: Mapping[str, Any], reject_reason: str, language: str, *, has_phone: bool) -> dict[str, Any]:
    if step["action"] in SMS_TEXTS:
        name = say(SMS_NAMES[step["text"]], language) if step["text"] in SMS_NAMES else step["text"]
        return {**step, "text": say(SMS_TEXTS[step["action"]], language, sms=name), "said": ""}
    if step["action"] == "late_answer":
        return {**step, **_late_answer(step["text"], language)}
    said = [reason_text(reject_reason, language)] if step["action"] == "reject" and reject_reason else []
    said += [step["text"]] if step["text"] else []
    text = step_text(step["action"], step["unit_name"], language, has_phone=has_phone)
    return {**step, "text": text, "said": "\n".join(said)}


def _late_answer(said: str, language: str) -> dict[str, str]:
    """An answer that came too late: its digit in the words of the question, and what was written with it."""
    digit, _, more = said.partition(" ")
    answer = next((say(text, language) for number, text in ANSWER_TEXTS.items() if digit == str(number)), "")
    if not answer:
        return {"text": say(_LATE, language), "said": said}
    return {"text": say(_LATE_ANSWER, language, answer=answer), "said": more}


def reason_text(reason: str, language: str) -> str:
    """Why a petition was rejected, in words."""
    return say(REJECT_REASONS[reason], language) if reason in REJECT_REASONS else reason


def kind_text(kind: str, language: str) -> str:
    """A kind of petition in words."""
    return say(KIND_TEXTS[kind], language)


def working_days_text(days: int | None, language: str) -> str:
    """How much time a unit has left, in words; None is a deadline that nobody can tell yet."""
    if days is None:
        return say(marked("The deadline is being worked out"), language)
    if days == 0:
        return say(marked("Today is the last day"), language)
    ngettext = translations(language).ngettext
    if days > 0:
        text = ngettext("%(num)s working day left", "%(num)s working days left", days)
    else:
        text = ngettext("%(num)s working day late", "%(num)s working days late", -days)
    return text % {"num": abs(days)}


def _in_china(moment: datetime | str) -> datetime:
    told = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return told.astimezone(SHANGHAI)


def day(moment: datetime | date | str, language: str) -> str:
    """A date with its weekday as it is in China: 2025年10月10日（周五）, Friday 10 October 2025."""
    local = _in_china(moment).date() if isinstance(moment, datetime | str) else moment
    weekday = _WEEKDAYS[language][local.weekday()]
    if language == "en":
        return f"{weekday} {local.day} {_MONTHS[local.month - 1]} {local.year}"
    return f"{local.year}年{local.month}月{local.day}日（{weekday}）"


def time_of_day(moment: datetime | str, language: str) -> str:
    """A date with the time of day as it is in China."""
    clock = f"{_in_china(moment):%H:%M}"
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
    return _written(hundredths, language)


def change_by(by: int, before: int, language: str) -> str:
    """How much a count moved, of what it was; no rate, so it may be more than 100 %."""
    return _written(int(Fraction(abs(by), before) * 10_000 + Fraction(1, 2)), language)


def _written(hundredths: int, language: str) -> str:
    text = f"{hundredths // 100:,}.{hundredths % 100:02d}"
    return f"{text} %" if language == "en" else f"{text}%"


def share_of(part: int, whole: int, language: str) -> str:
    """A part of a whole as a percentage; "no data" when the whole is nothing."""
    return percent(Fraction(part, whole) if whole else None, language)
