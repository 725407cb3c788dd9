"""Files of petitions: words by language, text by kind, and nothing that a spreadsheet computes."""

import csv
import io
import zipfile
from xml.etree import ElementTree as ET

import pytest
from chalicelib.messages.sheets import HEADS, sheet
from chalicelib.messages.spreadsheet import safe

LINE = (
    "1234-5678-901-234", "assigned", "路灯", "云霄路", "云霄路社区", "2025-09-29T16:30:00+00:00", "2025-09-30T12:20:00+00:00", "", 1, 2, "web",
    "灯坏了",
)  # fmt: skip
NASTY = ("=1+1", "＝1", "\u3000＠x", "+SUM(A1)", "-2+3", "@cmd", "\t=1", "\r=1", "\n=1", "  =1", "\u3000=1", "\ufeff=1", "=HYPERLINK(\"http://x\")")
KIND = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rows_of(words: str, form: str, language: str = "zh") -> list[list[str]]:
    with sheet(iter([(*LINE[:-1], words)]), form, language) as file:
        file.seek(0)
        body = file.read()
    if form == "csv":
        assert body.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        page = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not list(page.iter(f"{KIND}f")), "a cell is a formula"
    assert not list(page.iter(f"{KIND}hyperlink"))
    rows = [[_cell(cell) for cell in row] for row in page.iter(f"{KIND}row")]
    assert {cell.get("t") for row in page.iter(f"{KIND}row") for cell in row} <= {"inlineStr", None}
    return rows


def _cell(cell: ET.Element) -> str:
    return "".join(each.text or "" for each in cell.iter() if each.tag in (f"{KIND}t", f"{KIND}v"))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_line_stands_in_words_and_in_the_districts_own_time(form: str) -> None:
    heads, line = rows_of("灯坏了", form)
    assert (heads[0], heads[-1], len(heads)) == ("受理编号", "诉求内容", len(HEADS))
    assert line[:8] == [LINE[0], "待签收", "路灯", "云霄路", "云霄路社区", "2025-09-30 00:30", "2025-09-30 20:20", ""]
    assert line[-1] == "灯坏了"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("words", NASTY)
def test_what_a_person_typed_is_no_formula(words: str, form: str) -> None:
    cell = rows_of(words, form)[1][-1]
    assert cell == (f"'{words}" if form == "csv" else words.replace("\r", "_x000D_"))  # Excel's own word for it


@pytest.mark.parametrize("words", ["灯坏了 = 没有人修", "", "  ", "a=1", "“-”"])
def test_words_that_begin_no_formula_stay_as_they_are(words: str) -> None:
    assert safe(words) == words


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_lines_keep_quotes_commas_and_line_ends(form: str) -> None:
    words = '他说："快修"，\n谢谢;\t好 & <b>'
    assert rows_of(words, form)[1][-1] == words


def test_a_large_file_is_written_without_holding_its_lines() -> None:
    taken = 0

    def lines():
        nonlocal taken
        for _ in range(3000):
            taken += 1
            yield LINE

    with sheet(lines(), "xlsx", "en") as file:
        assert file.seek(0, 2) > 50_000
    assert taken == 3000
