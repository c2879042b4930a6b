"""What is done to the tree of a web page before its main text is taken out of it, and what is put back after.

Main-text extraction leaves out tables whole, whether they hold figures of the article or are the layout of an old
page, and the head of an article with the standfirst in it.
"""

from __future__ import annotations

import re
from typing import Any

import lxml.html  # type: ignore[import-untyped]

from kg.read.clean import comparable, one_line
from kg.read.head import ends_properly, is_byline, is_stamp

# A cell with more than this is a column of the page's layout, not a figure or a name.
_CELL = 200
# How far below the headline a standfirst is looked for, and how long it is.
_BLOCKS = 8
_WORDS = range(5, 81)
_STANDFIRST = re.compile(r"standfirst|\bdeck?\b|subtitle|sub-?head|strapline|summary|lede?\b|intro", re.I)
_ASIDE = "ancestor::nav or ancestor::aside or ancestor::figure or ancestor::footer or ancestor::ul or ancestor::form"


def prepare(tree: lxml.html.HtmlElement) -> None:
    """Turn tables into paragraphs, a row each, or into plain boxes where they are layout; keep the article's head."""
    # From the inside out, so that the table of figures within a layout is met before the layout.
    for table in reversed(tree.xpath(".//table")):
        rows = [[_text(cell) for cell in row.xpath("./td|./th")] for row in table.xpath("./tr|./*/tr")]
        cells = [cell for row in rows for cell in row if cell]
        columns = max((len(row) for row in rows), default=0)
        data = len(rows) > 1 and columns > 1 and max(map(len, cells), default=_CELL) < _CELL
        if data and not table.xpath(".//table|.//p[2]|.//form") and len(table.xpath(".//a")) <= len(cells) / 2:
            _replace(table, [paragraph for row in rows if (paragraph := "; ".join(filter(None, row)))])
        else:
            for element in table.xpath("self::*|.//tbody|.//thead|.//tfoot|.//tr|.//td|.//th"):
                element.tag = "div"
    for header in tree.xpath(".//article//header[.//h1]|.//main//header[.//h1]"):
        header.tag = "div"


def _text(element: lxml.html.HtmlElement) -> str:
    return one_line(element.text_content()) or ""


def _replace(table: lxml.html.HtmlElement, rows: list[str]) -> None:
    tail, table.tail = table.tail, None
    box = lxml.html.Element("div")
    for row in rows:
        paragraph: Any = lxml.html.Element("p")
        paragraph.text = row
        box.append(paragraph)
    box.tail = tail
    table.getparent().replace(table, box)


def standfirst(tree: lxml.html.HtmlElement, text: str) -> str | None:
    """The paragraph below the headline, where it is one and `text`, the main text, does not have it."""
    headline = next(iter(tree.xpath(".//h1")), None)
    if headline is None:
        return None
    blocks = headline.xpath(f"following::*[self::p or self::h2 or self::div[not(*)]][not({_ASIDE})]")
    known = comparable(text)
    for block in blocks[:_BLOCKS]:
        found = _text(block)
        if comparable(found) and comparable(found) in known:
            return None
        if len(found.split()) not in _WORDS or is_byline(found) or is_stamp(found):
            continue
        names = f"{block.get('class')} {block.get('id')} {block.get('data-testid')}"
        if _STANDFIRST.search(names) or ends_properly(found):
            return found
    return None
