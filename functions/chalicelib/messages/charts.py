"""Charts as inline SVG: one colour, told apart by pattern and number, each with its text alternative.

They are drawn in the text's own colour, so that they read in black and white, on paper and on a dark screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from chalicelib.messages.bulletin_cells import Table

if TYPE_CHECKING:
    from markupsafe import Markup

TEXT: Final = 18  # the text's size in the drawing; drawn in em, so that it is as large as the page's text around it
WIDTH: Final = 320  # at most what the page's column holds on a phone
ROW, BAR, LEFT = 52, 18, 4
TREND_HEIGHT: Final = 210
CELL, CELL_HIGH, HEAD, ROW_HEAD = 56, 36, 140, 190
LETTER: Final = 9.5  # about half of the text's 18 px: a Latin letter's width, and half of a Chinese one's
DARKEST: Final = 0.4  # the number on the darkest cell keeps a contrast above 4.5:1
AXIS: Final = 60
LONGEST_NAME: Final = 14
WIDE: Final = 0x2E80  # from here on a character is two Latin ones wide


def _svg(width: int, height: int, title: str, told: str, body: Sequence[str]) -> Markup:
    from markupsafe import Markup, escape

    head = (
        f'<svg class="chart" viewBox="0 0 {width} {height}" width="{width / TEXT:.4f}em" height="{height / TEXT:.4f}em" role="img" '
        f'aria-label="{escape(title)}" fill="currentColor"><title>{escape(title)}</title><desc>{escape(told)}</desc><g font-size="{TEXT}">'
    )
    return Markup(head + "".join(body) + "</g></svg>")  # noqa: S704 (every text in it went through `escape`)


def _text(x: float, y: float, words: str, anchor: str = "start", more: str = "") -> str:
    from markupsafe import escape

    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{more}>{escape(words)}</text>'


def bars(table: Table, told: str) -> Markup:
    """For each unit what it closed on time (solid) and late (hatched), with both numbers."""
    names = table.columns[1].title, table.columns[2].title
    lines = [(row.name, int(str(row.cells[1])), int(str(row.cells[2]))) for row in table.rows]
    most = max((solid + hatched for _, solid, hatched in lines), default=0) or 1
    scale = (WIDTH - LEFT - 110) / most
    body = [_HATCH, *_legend(names)]
    for place, (name, solid, hatched) in enumerate(lines):
        top = 50 + place * ROW
        first, second = solid * scale, hatched * scale
        body.append(_text(LEFT, top, name))
        body.append(f'<rect x="{LEFT}" y="{top + 6}" width="{first:.1f}" height="{BAR}"/>')
        body.append(_hatched(LEFT + first, top + 6, second))
        body.append(_text(LEFT + first + second + 6, top + 21, f"{solid:,} + {hatched:,}"))
    return _svg(WIDTH, 34 + ROW * len(lines), table.title, told, body)


_HATCH: Final = (
    '<defs><pattern id="late" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="2" height="5"/></pattern></defs>'
)


def _hatched(x: float, y: float, width: float) -> str:
    if not width:
        return ""
    return f'<rect x="{x:.1f}" y="{y:g}" width="{width:.1f}" height="{BAR}" fill="url(#late)" stroke="currentColor"/>'


def _legend(names: tuple[str, str]) -> list[str]:
    second = LEFT + 34 + round(LETTER * _width(names[0]))
    return [
        f'<rect x="{LEFT}" y="2" width="14" height="{BAR - 2}"/>', _text(LEFT + 22, 17, names[0]),
        _hatched(second, 2, 14), _text(second + 22, 17, names[1]),
    ]  # fmt: skip


def _width(name: str) -> int:
    return sum(2 if ord(letter) >= WIDE else 1 for letter in name)


def trend(table: Table, told: str) -> Markup:
    """What was received (solid line, full dots) and closed (dashed, hollow), period by period."""
    names = table.columns[0].title, table.columns[1].title
    received, closed = ([int(str(row.cells[place])) for row in table.rows] for place in (0, 1))
    most = max([*received, *closed], default=0) or 1
    step = (WIDTH - AXIS - 16) / max(len(table.rows) - 1, 1)
    base, height = TREND_HEIGHT - 34, TREND_HEIGHT - 70

    def line(values: Sequence[int], dash: str, fill: str) -> list[str]:
        spots = [(AXIS + place * step, base - value / most * height) for place, value in enumerate(values)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
        drawn = f'<polyline points="{path}" fill="none" stroke="currentColor" stroke-width="2"{dash}/>'
        dots = (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{fill}" stroke="currentColor" stroke-width="2"/>' for x, y in spots)
        return [drawn, *dots]

    axis = [
        f'<path d="M{AXIS} {base}H{WIDTH - 16}M{AXIS} {base - height}H{WIDTH - 16}" stroke="currentColor" stroke-opacity=".35"/>',
        _text(AXIS - 6, base + 4, "0", "end"), _text(AXIS - 6, base - height + 4, f"{most:,}", "end"),
    ]  # fmt: skip
    axis += [
        _text(AXIS, base + 26, table.rows[0].code), _text(WIDTH - 16, base + 26, table.rows[-1].code, "end"),
    ]  # fmt: skip
    dashed = ' stroke-dasharray="5 4"'
    second = LEFT + 52 + round(LETTER * _width(names[0]))
    legend = [
        f'<path d="M{LEFT} 10h26" stroke="currentColor" stroke-width="2"/>', f'<circle cx="{LEFT + 13}" cy="10" r="3.5"/>',
        _text(LEFT + 34, 17, names[0]),
        f'<path d="M{second} 10h26" stroke="currentColor" stroke-width="2"{dashed}/>', _text(second + 34, 17, names[1]),
    ]  # fmt: skip
    hollow = "Canvas"  # the page's own ground, light, dark or paper
    return _svg(WIDTH, TREND_HEIGHT, table.title, told, [*legend, *axis, *line(closed, dashed, hollow), *line(received, "", "currentColor")])


def heat(table: Table, told: str) -> Markup:
    """Places by categories: the number in each cell, and the more the darker."""
    counts = [[int(str(cell)) for cell in row.cells] for row in table.rows]
    most = max((count for row in counts for count in row), default=0) or 1
    body = []
    for place, column in enumerate(table.columns):
        x = ROW_HEAD + place * CELL + CELL / 2
        turned = f' transform="rotate(-55 {x:g} {HEAD - 8})"'
        body.append(_text(x, HEAD - 8, _short(column.title), "start", turned))
    for down, (row, held) in enumerate(zip(table.rows, counts, strict=True)):
        y = HEAD + down * CELL_HIGH
        body.append(_text(ROW_HEAD - 6, y + 24, _short(row.name), "end"))
        for across, count in enumerate(held):
            x = ROW_HEAD + across * CELL
            shade = f"{count / most * DARKEST:.3f}"
            body.append(
                f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL_HIGH}" fill-opacity="{shade}" stroke="currentColor" stroke-opacity=".3"/>'
            )
            if count:
                body.append(_text(x + CELL / 2, y + 24, f"{count:,}", "middle"))
    width = ROW_HEAD + CELL * len(table.columns) + 80
    return _svg(width, HEAD + CELL_HIGH * len(table.rows) + 4, table.title, told, body)


def _short(name: str) -> str:
    """As much of a name as there is room for; the table beside the chart has all of it."""
    kept = ""
    for letter in name:
        if _width(kept + letter) > LONGEST_NAME:
            return kept + "…"
        kept += letter
    return kept
