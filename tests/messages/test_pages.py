from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Kind, Status
from chalicelib.messages import pages, words
from jinja2 import UndefinedError
from markupsafe import escape

from tests.frontend.markup import elements, faults
from tests.frontend.samples import FORM, contexts, petition, public_petition, samples


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_page_keeps_the_rules(language: str) -> None:
    assert {name: wrong for name, html in samples(language).items() if (wrong := faults(html))} == {}


def test_every_page_has_a_sample() -> None:
    parts = {"base.html", "fields.html", "report_fields.html", "my_fields.html", "lead.html", "say_more.html", "answers.html", "which.html", "near.html", "photos.html", "public_parts.html", "icons.html", "copy.html"}
    assert set(contexts("en")) == {path.name for path in pages.FOLDER.glob("*.html")} - parts


def test_render_raises_when_the_context_lacks_a_name() -> None:
    with pytest.raises(UndefinedError):
        pages.render("notice.html", "en", alternate="", heading="x", link=None)


def test_words_of_a_person_are_escaped() -> None:
    hostile = "</textarea><script>alert(1)</script>"
    shown = pages.render(
        "status.html", "zh", alternate="", petition=petition("zh", text=hostile), promised=[], notice="", photo_sent=False, danger=False, values={}, errors={}, csrf=""
    )
    typed = pages.render(
        "report.html",
        "zh",
        alternate="",
        form=FORM,
        categories=FORM["categories"],
        values={"text": hostile},
        errors={},
        notice="",
        emergency="",
        questions=[],
        key="",
        csrf="",
    )
    assert "<script>" not in shown + typed
    [area] = [each for each in elements(typed) if each.attributes.get("id") == "text"]
    assert area.text.lstrip("\n") == hostile


def test_title_is_prefixed_and_each_error_leads_to_its_field_when_a_form_is_wrong() -> None:
    found = elements(samples("en")["report.html"])
    assert next(each.text for each in found if each.tag == "title").startswith("Error: ")
    links = [
        each.attributes["href"]
        for each in found
        if each.tag == "a" and each.attributes["href"] in ("#text", "#consent")
    ]
    assert links == ["#text", "#consent"]
    for name in ("text", "consent"):
        control = next(each for each in found if each.attributes.get("id") == name)
        assert f"{name}-error" in control.attributes["aria-describedby"]
        assert control.attributes["aria-invalid"] == "true"


def test_emergency_numbers_lead_the_receipt_only_when_there_is_danger() -> None:
    calm = pages.render("receipt.html", "en", alternate="", petition=petition("en", emergency=False), promised=[], site="", qr="", kept=False, csrf="")
    assert "tel:110" in samples("en")["receipt.html"]
    assert "tel:110" not in calm


@pytest.mark.parametrize(
    ("field", "words_of_it"),
    [("can_withdraw", "Withdraw"), ("can_rate", "Tell us whether"), ("text", "What you wrote")],
)
def test_status_leaves_out_what_is_not_allowed(field: str, words_of_it: str) -> None:
    context = contexts("en")["status.html"]
    less = context | {"petition": petition("en", **{field: ""})}
    assert words_of_it in pages.render("status.html", "en", alternate="", **context)
    assert words_of_it not in pages.render("status.html", "en", alternate="", **less)


@pytest.mark.parametrize(
    ("leads", "asked", "changing"),
    [
        ("up", "goes one level up", "If you change your answer, the petition goes one level up"),
        ("to_command_centre", "command centre itself takes", "If you change your answer, the command centre itself takes"),
        ("stays", "stays with the command centre", "If you change your answer, the petition stays with the command centre"),
    ],
)
def test_rating_page_says_where_an_unhappy_answer_really_leads(leads: str, asked: str, changing: str) -> None:
    context = contexts("en")["rate.html"]
    html = pages.render("rate.html", "en", alternate="", **context | {"petition": petition("en", if_unhappy=leads, round=3)})
    assert (asked in html, "one level up" in html, "a supervisor may end it" in html) == (True, leads == "up", leads == "stays")
    changed = petition("en", if_unhappy=leads, can_rate=False, status="settled", answered=1, changes=[3, 4])
    html = pages.render("rate.html", "en", alternate="", **context | {"petition": changed})
    assert (changing in html, "one level up" in html, "a supervisor may end it" in html) == (True, leads == "up", False)


def test_question_shows_what_the_unit_replied_in_this_round_before_it_is_answered() -> None:
    context = contexts("en")["rate.html"]
    steps = [
        {"at": f"2025-09-{day}T01:00:00+00:00", "action": action, "text": text, "said": said}
        for day, action, text, said in (
            (28, "submit", "We received it.", ""), (29, "close", "Hill says that it is solved:", "Old <bulb>."),
            (30, "close", "Lake says that it is solved:", "New <wire>."), (30, "sms", "We sent you an SMS.", ""),
        )
    ]  # fmt: skip
    html = pages.render("rate.html", "en", alternate="", **context | {"petition": petition("en", steps=steps)})
    assert faults(html) == []
    assert html.index("Lake says that it is solved:") < html.index("New &lt;wire&gt;.") < html.index("Tap your answer")
    assert "Tuesday 30 September 2025, 09:00" in html
    assert "Old" not in html
    html = pages.render("rate.html", "en", alternate="", **context | {"petition": petition("en", steps=steps[:1])})
    assert "What was done" not in html


@pytest.mark.parametrize("name", ["status.html", "rate.html"])
def test_end_by_silence_is_told_with_its_day_while_an_answer_is_waited_for(name: str) -> None:
    context = contexts("en")[name]
    waiting = petition("en", status="closed", lapses_at="2025-10-06T02:00:00+00:00")
    html = pages.render(name, "en", alternate="", **context | {"petition": waiting})
    assert "until Monday 6 October 2025, 10:00, it is over" in html
    assert faults(html) == []
    assert "it is over all the same" not in pages.render(name, "en", alternate="", **context)


def status_page(language: str = "en", **changes: object) -> str:
    """The status page of a petition that nothing is offered for but what `changes` say."""
    quiet = {"can_rate": False, "can_appeal": False, "can_reopen": False, "can_withdraw": False, "lead": None, "way_to_words": "", "public": False}
    context = contexts(language)["status.html"] | {"photo_sent": False, "values": {}, "errors": {}, "petition": petition(language, **quiet | changes)}
    return pages.render("status.html", language, alternate="", **context)


@pytest.mark.parametrize(("later", "told"), [(True, True), (False, False)])
def test_appeal_after_silence_is_promised_only_while_it_is_not_used(later: bool, told: bool) -> None:
    html = status_page(can_rate=True, lapses_at="2025-10-06T02:00:00+00:00", may_appeal_later=later)
    assert ("it is over all the same" in html, "you may still appeal" in html) == (True, told)


def test_appeal_is_offered_with_the_moment_until_which_it_counts() -> None:
    html = status_page(status="settled", can_appeal=True, appeal_until="2025-10-29T02:00:00+00:00")
    assert "You may appeal once, until Wednesday 29 October 2025, 10:00." in html
    assert "within 30 days" not in html


@pytest.mark.parametrize(
    ("after", "told"),
    [("unhappy", "Number 2. It was not solved before"), ("appeal", "Number 2, after your appeal"), ("other", "Number 2"), ("", "")],
)
def test_attempt_says_what_opened_it_and_nothing_when_none_runs(after: str, told: str) -> None:
    [*shown] = [each.text for each in elements(status_page(round_after=after, round=2)) if each.tag == "dd" and each.text.startswith("Number")]
    assert shown == [told] * bool(told)


@pytest.mark.parametrize(
    ("way", "status", "told"),
    [
        ("code", "handling", "To read what you wrote, add something, withdraw or erase it, get a code by SMS."),
        ("code", "closed", "To read what you wrote, add something or erase it, get a code by SMS."),
        ("code", "merged", "To read what you wrote or erase it, get a code by SMS."),
        ("desk", "handling", "To read it, or to have it withdrawn or erased, go to the command centre."),
        ("device", "handling", "after that the command centre does it for you."),
    ],
)
def test_who_comes_by_a_link_is_told_the_way_to_their_own_words(way: str, status: str, told: str) -> None:
    html = status_page(way_to_words=way, status=status, text=None)
    assert told in html
    assert ('href="/p/my?lang=en"' in html) is (way == "code")
    assert faults(html) == []
    assert told not in status_page(status=status)


def test_own_words_of_a_step_are_marked_with_their_language_and_those_of_staff_are_not() -> None:
    html = status_page()
    assert '<p class="said">Still &lt;dark&gt;.</p>' in html
    html = pages.render("status.html", "zh", alternate="", **contexts("zh")["status.html"] | {"petition": petition("zh") | {"language": "en"}})
    assert '<p class="said" lang="en">Still &lt;dark&gt;.</p>' in html
    assert '<p class="said">We are &lt;on&gt; it.</p>' in html


@pytest.mark.parametrize(("said", "told", "words_of_it"), [
    ("4", "You answered: Not resolved. It came too late, so it does not count.", ""),
    ("1 It <leaks>.", "You answered: Resolved, I am satisfied. It came too late, so it does not count.", "It <leaks>."),
    ("<满意>", "Your answer came too late, so it does not count.", "<满意>"), ("", "Your answer came too late, so it does not count.", ""),
])  # fmt: skip
def test_late_answer_is_told_in_words_with_how_long_one_may_still_appeal(said: str, told: str, words_of_it: str) -> None:
    step = {"at": "2025-09-30T01:00:00+00:00", "action": "late_answer", "unit_name": "", "round": 1, "text": said, "own": True}
    [seen] = words.for_citizen({"status": "settled", "steps": [step], "has_phone": True}, "en")["steps"]
    assert (seen["text"], seen["said"]) == (told, words_of_it)
    html = status_page(status="settled", steps=[seen], can_appeal=True)
    assert faults(html) == []
    appeal = "<p>If you do not accept that it is over, you may still appeal, until Wednesday 29 October 2025, 10:00.</p></li>"
    assert html.index(told) < html.index(appeal)
    assert not words_of_it or html.index(told) < html.index(str(escape(words_of_it))) < html.index(appeal)
    assert "may still appeal" not in status_page(status="settled", steps=[seen])


def test_step_of_publication_leads_to_the_public_page_while_there_is_one() -> None:
    address = 'href="/public/petitions/12345678901234?lang=en"'
    assert (address in status_page(public=True), address in status_page()) == (True, False)


def test_merged_petition_shows_how_its_lead_goes_and_hostile_words_stay_words() -> None:
    lead = petition("en")["lead"]
    html = status_page(status="merged", lead=lead)
    assert faults(html) == []
    assert [word in html for word in ("The main petition", "The &lt;main&gt; was mended.", "Lake &lt;Street&gt;")] == [True] * 3
    told = words.for_citizen({"status": "merged", "steps": [], "has_phone": True, "lead": {
        "status": "rejected", "unit_name": "", "deadline": None, "review_at": None,
        "end": {"at": "2025-09-29T06:00:00+00:00", "action": "reject", "unit_name": "Hill", "reject_reason": "in_court", "text": "See <there>."},
    }}, "en")["lead"]  # fmt: skip
    assert told["status_text"] == "Not taken on"
    assert told["end"]["text"] == "It was not taken on, because:"
    assert told["end"]["said"] == words.reason_text("in_court", "en") + "\nSee <there>."


@pytest.mark.parametrize(("action", "told"), [("close", "Hill says it is done."), ("settle", "It is settled.")])
def test_lead_without_words_ends_with_a_whole_sentence(action: str, told: str) -> None:
    end = {"at": "2025-09-29T06:00:00+00:00", "action": action, "unit_name": "Hill", "reject_reason": "", "text": ""}
    lead = {"status": "closed", "unit_name": "Hill", "deadline": None, "review_at": None, "end": end}
    seen = words.for_citizen({"status": "merged", "steps": [], "has_phone": True, "lead": lead}, "en")["lead"]
    assert (seen["end"]["text"], seen["status_text"]) == (told, "The unit says it is done. We are asking the person who reported it")


def test_status_tells_the_review_day_and_the_plan_of_a_hold() -> None:
    step = {"at": "2025-09-30T01:00:00+00:00", "action": "grant_hold", "own": False, "text": "It is treated as a long-term matter.", "said": "Trees in <spring>."}
    held = petition("en", status="on_hold", review_at="2025-10-20T01:00:00+00:00", steps=[step])
    html = pages.render("status.html", "en", alternate="", **contexts("en")["status.html"] | {"petition": held})
    assert "<dd>Monday 20 October 2025</dd>" in html
    assert "Trees in &lt;spring&gt;." in html


def test_rating_page_says_what_follows_before_the_first_button() -> None:
    html = samples("en")["rate.html"]
    assert html.index("goes one level up") < html.index("<button name=")
    # The one button besides makes the page larger.
    buttons = [each.attributes for each in elements(html) if each.tag == "button" and each.attributes.get("id") != "care"]
    assert [each["value"] for each in buttons] == [
        "1",
        "2",
        "3",
        "4",
    ]


@pytest.mark.parametrize(
    ("share", "zh"),
    [
        (None, "无数据"), (Fraction(1), "100.00%"), (Fraction(99_999, 100_000), "99.99%"), (Fraction(0), "0.00%"),
        (Fraction(1, 100_000), "0.01%"), (Fraction(9972, 10_000), "99.72%"), (Fraction(2, 3), "66.67%"),
    ],
)  # fmt: skip
def test_percent_is_whole_only_when_the_rate_is(share: Fraction | None, zh: str) -> None:
    assert words.percent(share, "zh") == zh


def test_dates_are_those_of_china_in_each_language() -> None:
    late = datetime(2025, 10, 9, 17, 30, tzinfo=UTC)
    assert words.time_of_day(late, "zh") == "2025年10月10日（周五） 01:30"
    assert words.time_of_day(late, "en") == "Friday 10 October 2025, 01:30"
    assert words.month(date(2026, 11, 1), "zh") == "2026年11月"
    assert words.month(date(2026, 11, 1), "en") == "November 2026"


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (None, "期限正在核定", "The deadline is being worked out"), (0, "今天是最后一天", "Today is the last day"),
        (1, "还剩 1 个工作日", "1 working day left"), (2, "还剩 2 个工作日", "2 working days left"),
        (-3, "已超期 3 个工作日", "3 working days late"),
    ],
)  # fmt: skip
def test_working_days_are_said_in_words(days: int | None, zh: str, en: str) -> None:
    assert words.working_days_text(days, "zh") == zh
    assert words.working_days_text(days, "en") == en


def test_a_missing_catalogue_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "LOCALE_FOLDER", tmp_path)
    words.translations.cache_clear()
    with pytest.raises(FileNotFoundError, match=r"frontend\.catalogues compile"):
        words.say("Over", "zh")


def test_every_status_and_action_has_words() -> None:
    assert set(words.STEP_TEXTS) == {action.value for action in Action}
    assert set(words.STATUS_NAMES) == set(words.STATUS_TEXTS)
    assert set(words.STATUS_TEXTS) == {status.value for status in Status}
    assert set(words.KIND_TEXTS) == {kind.value for kind in Kind}


def test_steps_of_a_petition_are_said_to_its_citizen() -> None:
    step = {
        "at": "2025-09-29T01:00:00+00:00",
        "action": "progress",
        "unit_name": "天台社区",
        "text": "明天到场。",
    }
    told = words.for_citizen({"status": "handling", "steps": [step], "place_how": "nearest", "has_phone": True}, "zh")
    assert told["steps"] == [step | {"text": "天台社区反馈办理进展：", "said": "明天到场。"}]
    assert told["status_text"] == "正在办理"
    assert "最近的街道" in told["place_note"]


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_nobody_is_said_to_be_asked_who_left_no_phone(language: str) -> None:
    lapse = {"at": "2025-09-29T01:00:00+00:00", "action": "lapse", "unit_name": "x", "text": ""}
    view = {"status": "closed", "steps": [lapse], "place_how": "chosen"}
    asked, unasked = (words.for_citizen(view | {"has_phone": has}, language) for has in (True, False))
    assert asked["status_text"] == words.status_text("closed", language)
    assert unasked["status_text"] == {"en": "The unit says it is done. Tell us here whether it is solved", "zh": "承办单位表示已办结，请在这里告诉我们解决了没有"}[language]
    assert asked["steps"][0]["text"] == words.step_text("lapse", "x", language)
    assert unasked["steps"][0]["text"] == {"en": "No answer came in time, so it is settled.", "zh": "七天内没有评价，本件已了结。"}[language]


def test_receipt_promises_no_message_and_no_question_to_who_left_no_phone() -> None:
    without, with_phone = (
        pages.render("receipt.html", "en", alternate="", petition=petition("en", has_phone=has), promised=[], site="", qr="", kept=False, csrf="") for has in (False, True)
    )
    assert "You left no number. Come back to this page" in without
    assert "a message is on its way" not in without
    assert "we ask you whether" not in without
    assert "You left no number" not in with_phone
    assert "a message is on its way" in with_phone


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": "handling"}, "The work on it ends."),
        ({"status": "on_hold", "can_withdraw": False, "can_rate": False}, "The work on it goes on."),
        ({"status": "merged", "can_withdraw": False, "can_rate": False}, "The work on it goes on."),
        ({"status": "closed", "can_withdraw": False}, "you can no longer tell us whether it is solved"),
        ({"status": "settled", "can_withdraw": False, "can_rate": False}, "The work on it has ended already."),
    ],
)
def test_before_an_erasure_it_is_said_what_becomes_of_the_work_and_the_harmless_way_stands_first(changes: dict[str, object], said: str) -> None:
    shown = pages.render("erase.html", "en", alternate="", petition=petition("en", **changes), csrf="c")
    assert said in shown
    ways = [each.attributes for each in elements(shown) if "wide" in each.attributes.get("class", "")]
    assert [each.get("href", each["class"]) for each in ways] == ["/p/status?lang=en", "wide grave"]


def test_who_left_no_phone_number_may_add_it_before_sending_and_loses_nothing() -> None:
    context = contexts("en")["report_check.html"]
    without, given = ({**context, "alternate": "", "values": context["values"] | more} for more in ({}, {"phone": "13800138001"}))
    shown = pages.render("report_check.html", "en", **without)
    add = next(each.attributes for each in elements(shown) if each.attributes.get("form") == "add-phone")
    form = next(each.attributes for each in elements(shown) if each.attributes.get("id") == "add-phone")
    assert (add["name"], add["value"], form["action"]) == ("step", "change", "/p/report?lang=en#phone")
    assert shown.partition('id="add-phone"')[2].count('name="text"') == 1
    assert "add-phone" not in pages.render("report_check.html", "en", **given)


def test_an_empty_month_of_public_petitions_leads_to_the_one_before() -> None:
    context = contexts("en")["public_list.html"] | {"items": [], "total": 0, "page": 1, "pages": 1}
    html = pages.render("public_list.html", "en", alternate="", **context)
    assert faults(html) == []
    assert 'month=2025-08&amp;' in html or 'month=2025-08"' in html
    assert "See August 2025" in html
    html = pages.render("public_list.html", "en", alternate="", **context | {"chosen": context["chosen"] | {"month": "2025-01"}})
    assert "See " not in html.partition("No public petition fits this choice.")[2].partition("</p>")[2][:20]


@pytest.mark.parametrize(
    ("changes", "there", "not_there"),
    [
        ({}, "What was done<", "What was done before"),
        ({"reply_stands": False}, "What was done before", "has answered"),
        ({"reply_stands": False, "reply_waits": True}, "has answered", "What was done</h2><p class"),
        ({"reply": "", "reply_stands": False, "reply_waits": True}, "has answered", "What was done before"),
    ],
)
def test_a_public_reply_is_the_result_only_while_it_is_the_newest(changes: dict[str, Any], there: str, not_there: str) -> None:
    context = contexts("en")["public_petition.html"]
    html = pages.render("public_petition.html", "en", alternate="", **context | {"petition": public_petition(**changes)})
    assert faults(html) == []
    assert (there in html, not_there in html) == (True, False)
