"""A bulletin's words, tables and files: nothing is said that the numbers do not carry."""

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from chalicelib.domain.figures import Changed, Correction
from chalicelib.domain.rates import Rate
from chalicelib.messages import bulletin, bulletin_prose, words
from chalicelib.messages.bulletin_cells import Chance, Change, Column, Row, Share, Table, as_csv, shown
from chalicelib.messages.bulletin_tables import Maker, period_name

from tests.fakes.district import BAY, DEPARTMENT, HILL
from tests.fakes.district import DISTRICT as CODE
from tests.frontend.markup import elements, faults
from tests.messages.bulletins import CORRECTION, DISTRICT, QUIET, SAID, measures, sample


def files(figures) -> dict[str, str]:
    made = bulletin.bulletin(figures, DISTRICT)
    return {file.path: file.body.decode() for file in made if not file.path.endswith(".docx")}


def said(figures, language="zh") -> dict[str, list[str]]:
    return bulletin_prose.sections(Maker(figures, DISTRICT, language))


def all_said(figures, language) -> str:
    return " ".join(line for name, lines in said(figures, language).items() for line in lines if name != "notes")


def test_month_is_told_with_its_changes_and_counts() -> None:
    assert said(sample())["overview"] == [
        "2026年11月，小区共受理诉求138件，环比上升60.47%（上期86件），同比上升15.00%（上年同期120件）。截至2026年12月1日（周二） 08:20，本期受理的诉求中30件尚未了结。"
    ]
    assert said(sample(), "en")["overview"][0].startswith(
        "November 2026: Small District received 138 petitions; 60.47 % more than in the period before (86); 15.00 % more"
    )


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("zh", "环比上升209.78%（上期900件），同比下降0.04%（上年同期2,789件）"),
        ("en", "209.78 % more than in the period before (900); 0.04 % fewer than in the same period a year ago (2,789)"),
    ],
)
def test_change_is_told_as_the_table_has_it_when_a_month_more_than_doubled(language: str, wanted: str) -> None:
    figures = sample(measures=measures(2_788, 900), before=measures(900, 10), year_ago=measures(2_789, 10))
    assert wanted in said(figures, language)["overview"][0]


@pytest.mark.parametrize(
    ("language", "of_these", "moment", "unknown"),
    [
        ("zh", "本期受理的诉求中", "2026年12月1日（周二） 08:20", "本通报生成时"),
        ("en", "of those received in this period", "on Tuesday 1 December 2026, 08:20", "when this bulletin was made"),
    ],
)
def test_what_is_open_is_told_of_the_period_s_petitions_and_of_the_moment_it_was_read(language, of_these, moment, unknown) -> None:
    held = {**sample().measures, "status.merged": 7}
    rows = tuple(replace(row, measures={**row.measures, "status.merged": 7}) if row.unit == HILL else row for row in sample().rows)
    told = said(sample(measures=held, rows=rows, on_hold={HILL: 4}), language)
    for section, count in (("overview", "26"), ("watched", "7")):
        (line,) = told[section]
        assert of_these in line.lower()
        assert moment.lower() in line.lower()
        assert count in line
    assert moment in " ".join(told["notes"])
    tables = Maker(sample(measures=held, rows=rows), DISTRICT, language).tables
    heads = {column.code: column.title for table in tables.values() for column in table.columns}
    assert all(of_these in heads[code] for code in ("open", "repeated", "closing_rate"))
    assert unknown.lower() in said(sample(read_at=None), language)["overview"][0].lower()
    made = files(sample())
    page = made[f"{CODE}/2026-11/{'en' if language == 'en' else 'index'}.html"]
    assert re.search(r"<p>[^<]*" + re.escape(moment.removeprefix("on ")), page[: page.index("<h2")])
    assert json.loads(made[f"{CODE}/2026-11/figures.json"])["read_at"] == "2026-12-01T00:20:00+00:00"


@pytest.mark.parametrize(
    ("language", "held", "now", "whenever"),
    [("zh", "本期列入长期事项挂账办理的3件次", "挂账办理中的诉求共7件", "含以前受理的"), ("en", "3 were put on hold", "7 petitions were on hold", "whenever received")],
)
def test_long_held_matters_are_told_by_unit_whenever_they_were_received(language, held, now, whenever) -> None:
    figures = sample()
    rows = tuple(replace(row, measures={**row.measures, "held": 3}) if row.unit == HILL else row for row in figures.rows)
    figures = sample(measures={**figures.measures, "held": 3}, rows=rows, on_hold={HILL: 7})
    (line,) = said(figures, language)["watched"]
    assert held in line
    assert now in line
    assert whenever in line
    table = Maker(figures, DISTRICT, language).tables["watched"]
    assert [column.code for column in table.columns] == ["repeated", "returned", "held", "on_hold", "overdue"]
    (row,) = [each for each in table.rows if each.code == HILL]
    assert row.cells[2:4] == (3, 7)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_nothing_is_said_of_a_stock_that_nobody_knows(language) -> None:
    figures = sample(on_hold=None)
    assert not any(each in " ".join(said(figures, language).get("watched", [])) for each in ("挂账", "on hold"))
    table = Maker(figures, DISTRICT, language).tables["watched"]
    assert {row.cells[3] for row in table.rows} == {None}


def test_no_change_is_claimed_when_nobody_knows_the_period_before() -> None:
    told = said(sample(before=None, year_ago=None, rows=()))
    assert "比" not in told["overview"][0]
    assert "rises" not in told


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_quiet_unit_is_praised_for_nothing(language: str) -> None:
    told = all_said(QUIET, language)
    assert "100" not in told
    assert not re.search(r"\b[1-9]\d*(\.\d+)? ?%", told)
    page = files(QUIET)[f"{HILL}/2026-11/{'en' if language == 'en' else 'index'}.html"]
    assert {"zh": "无数据", "en": "no data"}[language] in page
    assert "100.00" not in page


def test_only_one_of_a_kind_is_compared_with_nobody() -> None:
    figures = sample()
    few = replace(figures, rows=tuple(row for row in figures.rows if row.unit != BAY))
    told = " ".join(said(few)["ranking"])
    assert "最高" not in told
    assert "不作比较" in told


def test_unit_with_29_answers_has_its_interval_and_no_rank() -> None:
    figures = sample()
    rows = tuple(replace(row, measures=measures(40, 29, resolved=29)) if row.unit == BAY else row for row in figures.rows)
    maker = Maker(replace(figures, rows=rows), DISTRICT, "zh")
    ranked = {row.code: row.cells for row in maker.tables["ranking_street"].rows}
    assert (ranked[HILL][0], ranked[BAY][0], ranked[BAY][1]) == (1, None, None)
    rates = {row.code: row.cells for row in maker.tables["unit_rates"].rows}
    assert shown(rates[BAY][2], "zh") == ("100.00%", "29 / 29", "88.30% – 100.00%")
    assert len(shown(rates[HILL][2], "zh")) == 2
    assert "湾街道" in " ".join(said(maker.figures)["ranking"])


def test_terms_of_a_score_add_up_to_it_and_equals_share_a_rank() -> None:
    figures = sample()
    like_hill = next(row.measures for row in figures.rows if row.unit == HILL)
    rows = tuple(replace(row, measures=like_hill) if row.unit == BAY else row for row in figures.rows)
    table = Maker(replace(figures, rows=rows), DISTRICT, "zh").tables["ranking_street"]
    assert [row.cells[0] for row in table.rows] == [1, 1]
    for row in table.rows:
        assert sum(term.value for term in row.cells[2:5]) == row.cells[1].value
    assert "相同" in " ".join(said(replace(figures, rows=rows))["ranking"])


def test_difference_is_called_chance_when_the_intervals_overlap() -> None:
    assert "出于偶然" not in " ".join(said(sample())["ranking"])
    figures = sample()
    close = tuple(replace(row, measures=measures(80, 60, resolved=55)) if row.unit == BAY else row for row in figures.rows)
    assert "出于偶然" in " ".join(said(replace(figures, rows=close))["ranking"])


def test_rise_is_called_unusual_only_when_it_is() -> None:
    assert "由23件增至60件" in said(sample())["rises"][0]
    calm = sample(rows=tuple(replace(row, before=row.measures) for row in sample().rows))
    assert "没有哪个单位" in said(calm)["rises"][0]
    assert "rises" not in Maker(calm, DISTRICT, "zh").tables


def test_matters_are_named_with_what_they_belong_to_and_compared() -> None:
    (first, second) = Maker(sample(), DISTRICT, "zh").tables["matters"].rows
    assert (first.name, first.cells[0], first.cells[3]) == ("照明 › 路灯不亮", 70, Change(70, 40))
    assert (second.cells[3], second.cells[5]) == (Change(30, 0), Change(30, None))


def test_matters_that_tie_with_the_tenth_are_not_cut_off() -> None:
    counts = {f"category3.0101{place:02d}": 5 if place < 9 else 2 for place in range(12)}
    assert len(Maker(sample(matters=counts), DISTRICT, "zh").tables["matters"].rows) == 12


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("figures", [sample(said=SAID), sample(revision=1, correction=CORRECTION), QUIET, sample(issue=None)])
def test_page_keeps_the_rules_of_every_page(figures, language: str) -> None:
    name = "en.html" if language == "en" else "index.html"
    (page,) = (body for path, body in files(figures).items() if path.endswith(name))
    assert faults(page) == []
    for drawn in (each for each in elements(page) if each.tag == "svg"):
        if drawn.attributes.get("role") == "img":
            assert drawn.attributes["aria-label"]


def test_what_a_supervisor_added_is_shown_and_escaped() -> None:
    page = files(sample(said=SAID))[f"{CODE}/2026-11/index.html"]
    for words_of_it in ("感谢 &amp; 辛苦", "夜里不再 &lt;黑&gt;。", "王师傅 &lt;志愿者&gt;", "路灯亮了"):
        assert words_of_it in page
    assert "典型案例" not in files(sample())[f"{CODE}/2026-11/index.html"]


def test_revision_lies_beside_what_it_corrects_and_says_what_it_changes() -> None:
    page = files(sample(revision=1, correction=CORRECTION))[f"{CODE}/2026-11/r1/index.html"]
    assert f'href="/bulletins/{CODE}/2026-11/index.html"' in page
    assert "一件迟到的评价" in page
    rows = list(csv.reader(io.StringIO(files(sample(revision=1, correction=CORRECTION))[f"{CODE}/2026-11/r1/changed.csv"])))
    assert rows[1] == [HILL, "山街道", "Hill Street", "评价", "59", "60"]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("zh", ["照明 › 路灯不亮", "评价 · 上期", "超期未办结 · 2025-10", "典型案例 1", "得分权重"]),
        ("en", ["Lighting › Lamp out", "Answers · Period before", "Overdue · 2025-10", "Typical cases 1", "Weights of the score"]),
    ],
)
def test_revision_names_changed_matters_texts_and_earlier_periods_in_words(language: str, names: list[str]) -> None:
    moved = [
        ("category3.010101", 70, 71), ("before.answers", 55, 56), ("trend.2025-10.overdue", 0, 1),
        ("said.cases.01", "", "灯 · 亮了"), ("weights", "30 / 35 / 35", "40 / 30 / 30"),
    ]  # fmt: skip
    correction = Correction("补正", (*(Changed(CODE, *each) for each in moved), Changed(CODE, "answers", 0, 1, own=True)))
    rows = Maker(sample(revision=1, correction=correction), DISTRICT, language).tables["changed"].rows
    assert [row.cells for row in rows[:5]] == [(name, None if before == "" else before, after) for name, (_, before, after) in zip(names, moved, strict=True)]
    assert rows[5].name == {"zh": "小区本级", "en": "Small District itself"}[language]


def test_interim_figures_are_named_so_and_bear_no_number() -> None:
    page = files(sample(issue=None, issue_of_year=None))[f"{CODE}/2026-11-interim/en.html"]
    assert "has not been issued yet" in page
    assert "None" not in page


def test_every_table_on_the_page_is_there_as_csv_and_in_the_json() -> None:
    made = files(sample())
    tables = json.loads(made[f"{CODE}/2026-11/tables.json"])
    linked = set(re.findall(r'href="/bulletins/(D/2026-11/\w+\.csv)"', made[f"{CODE}/2026-11/index.html"]))
    assert linked - {f"{CODE}/2026-11/figures.csv"} == {f"{CODE}/2026-11/{code}.csv" for code in tables}
    units = {row["code"]: row for row in tables["units"]["rows"]}
    assert (units[HILL]["closed_on_time"], units[HILL]["closed_late"], units[HILL]["name_en"]) == (60, 4, "Hill Street")
    rates = {row["code"]: row for row in tables["unit_rates"]["rows"]}
    assert (rates[DEPARTMENT]["resolution_rate_counted"], rates[DEPARTMENT]["resolution_rate_of"]) == (5, 5)


@pytest.mark.parametrize(("language", "told"), [("zh", "超期办结4件次，因工作日历缺失而期限不明、不计是否按期的3件次"), ("en", "4 late; 3 while the deadline was unknown")])
def test_closing_whose_deadline_nobody_knows_accuses_nobody(language: str, told: str) -> None:
    def undated(counts):
        return {**counts, "closed": counts["closed"] + 3, "closed_without_due": 3}

    figures = sample()
    rows = tuple(replace(row, measures=undated(row.measures)) if row.unit == HILL else row for row in figures.rows)
    maker = Maker(replace(figures, measures=undated(figures.measures), rows=rows), DISTRICT, language)
    (row,) = (each for each in maker.tables["units"].rows if each.code == HILL)
    assert row.cells[1:3] == (60, 4)
    assert told in bulletin_prose.sections(maker)["work"][0]
    assert ("unknown" in all_said(figures, "en"), "不明" in all_said(figures, "zh")) == (False, False)


def test_csv_leaves_the_unknown_empty_and_no_cell_begins_a_formula() -> None:
    columns = (Column("word", "w"), Column("rate", "r"), Column("change", "c"))
    rows = (
        Row("=1+1", "@name", ("-2", Rate(1, 2), Change(1, None))), Row("b", "+", ("x", None, Change(3, 4))),
    )  # fmt: skip
    table = Table("t", "T", "first", columns, rows)
    text = as_csv((table, table)).decode("utf-8-sig").splitlines()
    assert text[0] == "code,name_zh,name_en,word,rate_counted,rate_of,rate_low,rate_high,change_now,change_before"
    assert text[1].startswith("'=1+1,'@name,'@name,'-2,1,2,0.0")
    assert text[1].endswith(",1,")
    assert text[2] == "b,'+,'+,x,,,,,3,4"


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        (None, ("—",)), (12_345, ("12,345",)), (Rate(0, 0), ("无数据",)), (Rate(30, 30), ("100.00%", "30 / 30")),
        (Share(1, 3), ("33.33%",)), (Change(5, None), ("无数据",)), (Change(5, 0), ("+5",)), (Change(0, 0), ("0",)),
        (Change(3, 4), ("−1", "−25.0%")), (Change(4, 4), ("0", "0.0%")), (Chance(0.00001, unusual=True), ("低于0.01%", "异常")),
        (Chance(0.25, unusual=False), ("25.00%",)),
    ],
)  # fmt: skip
def test_cells_are_shown_as_people_read_them(cell, lines) -> None:
    assert shown(cell, "zh") == lines


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("2026-11", "2026年11月", "November 2026"), ("2026-W05", "2026年第5周", "Week 5 of 2026"),
        ("2026-Q4", "2026年第4季度", "Quarter 4 of 2026"), ("2026", "2026年", "The year 2026"),
    ],
)  # fmt: skip
def test_periods_are_said_in_words(code: str, zh: str, en: str) -> None:
    assert (period_name(code, "zh"), period_name(code, "en")) == (zh, en)


def test_same_figures_give_the_same_bytes() -> None:
    assert bulletin.bulletin(sample(), DISTRICT) == bulletin.bulletin(sample(), DISTRICT)


def test_unit_that_left_the_tree_is_called_by_its_code() -> None:
    gone = sample(rows=(*sample().rows, replace(sample().rows[1], unit="gone")))
    assert "gone" in files(gone)[f"{CODE}/2026-11/units.csv"]
