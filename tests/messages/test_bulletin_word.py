"""The Word file, read by python-docx and, where it is installed, laid out by LibreOffice."""

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import pytest
from chalicelib.domain.figures import Case, Figures, Said
from chalicelib.messages import bulletin
from chalicelib.messages.bulletin_word import numeral
from docx.shared import Mm, Pt

from tests.fakes.district import DISTRICT as CODE
from tests.messages.bulletins import CORRECTION, DISTRICT, QUIET, SAID, sample

WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def word_file(figures: Figures) -> bytes:
    return next(each.body for each in bulletin.bulletin(figures, DISTRICT) if each.path.endswith(".docx"))


def opened(figures: Figures):
    return docx.Document(io.BytesIO(word_file(figures)))


def test_page_is_that_of_an_official_document() -> None:
    """Source: GB/T 9704-2012, 5.2.1: A4, 37 mm above, 28 mm at the binding, text area of 156 by 225 mm."""
    section = opened(sample()).sections[0]
    for found, meant in (
        (section.page_width, 210), (section.page_height, 297), (section.top_margin, 37), (section.left_margin, 28),
        (section.page_width - section.left_margin - section.right_margin, 156),
        (section.page_height - section.top_margin - section.bottom_margin, 225),
    ):  # fmt: skip
        assert abs(found - Mm(meant)) <= Mm(1)


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [("Mark", "方正小标宋简体", 32), ("Title", "方正小标宋简体", 22), ("Body", "仿宋", 16), ("heading 1", "黑体", 16), ("heading 2", "楷体", 16)],
)
def test_styles_name_the_fonts_of_the_standard(style: str, font: str, size: int) -> None:
    styles = {each.name.lower(): each for each in opened(sample()).styles}
    held, default = styles[style.lower()], opened(sample()).styles.element.find(f".//{WORDS}rPrDefault")
    fonts = held.element.find(f".//{WORDS}rFonts")
    assert (fonts if fonts is not None else default.find(f".//{WORDS}rFonts")).get(f"{WORDS}eastAsia") == font
    assert (held.font.size or Pt(int(default.find(f".//{WORDS}sz").get(f"{WORDS}val")) / 2)) == Pt(size)


def test_lines_stand_22_on_a_page() -> None:
    document = opened(sample())
    pitch = int(document.sections[0]._sectPr.find(f"{WORDS}docGrid").get(f"{WORDS}linePitch"))
    assert Mm(225) // Pt(pitch / 20) == 22
    spacing = document.styles.element.find(f".//{WORDS}pPrDefault//{WORDS}spacing")
    assert (int(spacing.get(f"{WORDS}line")), spacing.get(f"{WORDS}lineRule")) == (pitch, "exact")


def test_it_says_what_the_page_says_and_headings_are_counted_in_chinese() -> None:
    document = opened(sample(said=SAID))
    told = [each.text for each in document.paragraphs]
    assert told[:4] == ["小区诉求办理情况通报", "2026年第11期（总第74期）", "小区\t2026年12月1日", "关于2026年11月诉求办理情况的通报"]
    headings = [each.text for each in document.paragraphs if each.style.name.lower() == "heading 1"]
    assert headings[:2] == ["一、总体情况", "二、受理情况"]
    assert headings[-1] == "十一、数据说明"
    assert "（一）路灯亮了" in told
    assert "夜里不再 <黑>。" in told
    assert told[-2:] == ["小区", "2026年12月1日"]


def test_tables_have_their_figures_and_repeat_their_heads() -> None:
    tables = {table.cell(0, 0).text + table.cell(0, 1).text: table for table in opened(sample()).tables}
    work = tables["单位派单"]
    assert [cell.text for cell in work.rows[3].cells] == ["山街道", "80", "60", "4", "17", "4", "0", "3"]
    assert all(table.rows[0]._tr.find(f".//{WORDS}tblHeader") is not None for table in tables.values())


def test_table_that_is_too_wide_is_named_instead() -> None:
    figures = sample()
    many = {f"category.{place:02d}": 1 for place in range(10, 22)}
    wide = replace(figures, measures={**figures.measures, **many})
    assert any("各单位、各类别诉求数量”栏目较多" in each.text for each in opened(wide).paragraphs)


def test_pages_are_numbered_on_the_outer_side() -> None:
    document = opened(sample())
    assert document.settings.odd_and_even_pages_header_footer
    odd, even = document.sections[0].footer.paragraphs[0], document.sections[0].even_page_footer.paragraphs[0]
    assert (odd.style.paragraph_format.alignment, even.style.paragraph_format.alignment) == (2, 0)  # right, left
    for footer in (odd, even):
        assert [each.text.strip() for each in footer._p.iter(f"{WORDS}instrText")] == ["PAGE"]


@pytest.mark.parametrize("figures", [sample(), sample(revision=1, correction=CORRECTION), QUIET])
def test_every_part_is_well_formed_and_named_in_the_package(figures: Figures) -> None:
    archive = zipfile.ZipFile(io.BytesIO(word_file(figures)))
    named = archive.read("[Content_Types].xml").decode()
    for name in archive.namelist():
        ET.fromstring(archive.read(name))  # noqa: S314 (our own)
        assert name.startswith(("[", "_rels", "word/_rels")) or f'PartName="/{name}"' in named
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_xml_cannot_hold_is_left_out() -> None:
    hostile = Said("a\x00b\x0bc\ufffe]]>&<w:p>", (Case("\x1b", "x\x1f"),), ("\U0001f600",))
    told = [each.text for each in opened(sample(said=hostile)).paragraphs]
    assert {"ab", "c]]>&<w:p>", "x", "\U0001f600"} <= set(told)


def test_interim_figures_are_no_document() -> None:
    assert not [each for each in bulletin.bulletin(sample(issue=None), DISTRICT) if each.path.endswith(".docx")]


@pytest.mark.parametrize(("place", "said"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")])
def test_places_are_counted_as_official_documents_do(place: int, said: str) -> None:
    assert numeral(place) == said


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
def test_libreoffice_lays_it_out(tmp_path: Path) -> None:
    (tmp_path / f"{CODE}.docx").write_bytes(word_file(sample(said=SAID)))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / f"{CODE}.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    laid_out = (tmp_path / f"{CODE}.pdf").read_bytes()
    assert laid_out.startswith(b"%PDF")
    assert 5 <= laid_out.count(b"/Type/Page/") <= 15
