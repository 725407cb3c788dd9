"""A page's markup as a flat list of elements: enough to hold the pages to their rules."""

from html.parser import HTMLParser
from typing import NamedTuple


class Element(NamedTuple):
    tag: str
    attributes: dict[str, str]
    text: str


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}, ""))
        self._open.append(len(self.elements) - 1)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self.elements[self._open.pop()].tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for index in self._open:
            element = self.elements[index]
            self.elements[index] = element._replace(text=element.text + data)


def elements(html: str) -> list[Element]:
    """Every element of the page in order, each with all the text inside it."""
    reader = _Reader()
    reader.feed(html)
    return reader.elements


def faults(html: str) -> list[str]:
    """What breaks the rules that every page of ours keeps (web.md)."""
    found = elements(html)
    ids = [each.attributes["id"] for each in found if "id" in each.attributes]
    labels = {each.attributes.get("for") for each in found if each.tag == "label"}
    wrong = [f"id {name} twice" for name in sorted(set(ids)) if ids.count(name) > 1]
    for tag, attributes, text in found:
        if tag == "style" or "style" in attributes or any(name.startswith("on") for name in attributes):
            wrong.append(f"inline style or handler on {tag}")
        if tag == "script" and (text.strip() or "src" not in attributes):
            wrong.append("inline script")
        if (
            "required" in attributes
            or ("autofocus" in attributes and attributes.get("class") != "error-summary")
            or attributes.get("tabindex", "0") not in ("0", "-1")
        ):
            wrong.append(f"required, autofocus or a tabindex on {tag}")
        if tag == "form" and "novalidate" not in attributes:
            wrong.append("a form that the browser validates")
        if tag in ("input", "select", "textarea") and attributes.get("type") != "hidden":
            if attributes.get("id") not in labels:
                wrong.append(f"no label for {attributes}")
            if "autocomplete" not in attributes and attributes.get("type") not in ("checkbox", "radio", "file"):
                wrong.append(f"no autocomplete on {attributes}")
        for reference in ("aria-describedby", "aria-labelledby", "for"):
            wrong += [
                f"{reference} names {name}"
                for name in attributes.get(reference, "").split()
                if name not in ids
            ]
    headings = [each for each in found if each.tag == "h1"]
    return wrong if len(headings) == 1 else [*wrong, f"{len(headings)} h1"]
