"""Web pages: what main-text extraction would leave out of the article."""

from __future__ import annotations

import pytest

from kg.read.formats.html import read_page
from kg.read.record import Unreadable

PARAGRAPHS = [
    "Two men were sentenced to life in prison on Monday for the bombing of a market in which twelve people died.",
    "Their lawyers denied that the men had built the bomb and announced that they would go to a higher court.",
    "A third man, who was accused of having paid for the explosives, was cleared of all charges for lack of evidence.",
]
TABLE = (
    "<table><thead><tr><th>Town</th><th>Dead</th></tr></thead>"
    "<tr><td>Aston</td><td>9</td></tr><tr><td>Brook &amp; Hill</td><td>3</td></tr></table>"
)
ROWS = ["Town; Dead", "Aston; 9", "Brook & Hill; 3"]


def page(*blocks: str, head: str = "<h1>Court jails two</h1>") -> str:
    return f"<html><head><title>Court jails two</title></head><body><article>{head}{''.join(blocks)}</article></body></html>"


def lines(html: str) -> list[str]:
    return read_page(html).text.split("\n\n")


def paragraphs() -> list[str]:
    return [f"<p>{text}</p>" for text in PARAGRAPHS]


def test_a_table_of_figures_is_kept_a_row_a_line_where_it_stands() -> None:
    one, *rest = paragraphs()
    found = lines(page(one, TABLE, *rest))
    at = found.index(ROWS[0])
    assert found[at : at + 3] == ROWS
    assert found.index(PARAGRAPHS[0]) < at < found.index(PARAGRAPHS[1])


def test_a_table_of_figures_within_a_table_of_layout() -> None:
    cells = "".join(f"{text}<br><br>" for text in PARAGRAPHS)
    html = (
        "<html><body><table><tr><td><a href=/>Home</a><br><a href=/n>News</a></td>"
        f"<td><b>Court jails two</b><br>{cells}{TABLE}</td></tr></table></body></html>"
    )
    text = read_page(html).text
    for wanted in (*PARAGRAPHS, *ROWS):
        assert wanted in text


def test_a_table_of_links_is_a_menu() -> None:
    links = "".join(
        f"<tr><td><a href=/{n}>Section {n}</a></td><td><a href=/x{n}>More {n}</a></td></tr>" for n in range(9)
    )
    assert not any("; " in line for line in lines(page(f"<table>{links}</table>", *paragraphs())))


@pytest.mark.parametrize(
    "head",
    [
        "<header><h1>Court jails two</h1><p class=standfirst>Judge sees no remorse; lawyers will appeal</p></header>",
        "<h1>Court jails two</h1><div id=deck>Judge sees no remorse; lawyers will appeal</div><p>By Ann Lee</p>",
        "<div><h1>Court jails two</h1></div><p>By Ann Lee</p><p class=x>Judge sees no remorse; lawyers will appeal.</p>",
    ],
)
def test_the_standfirst_is_kept_once(head: str) -> None:
    text = read_page(page(*paragraphs(), head=head)).text
    assert text.count("Judge sees no remorse; lawyers will appeal") == 1
    assert text.index("Judge sees") < text.index(PARAGRAPHS[0])


def test_nothing_is_made_a_standfirst_that_is_none() -> None:
    aside = "<aside><p>Subscribe to read what others do not.</p></aside><nav><p>All of our sections are here.</p></nav>"
    assert "Subscribe" not in read_page(page(aside, *paragraphs())).text
    assert "sections" not in read_page(page(aside, *paragraphs())).text


@pytest.mark.parametrize("html", ["just words", "", "2 < 3 and 4 > 3"])
def test_what_is_no_page(html: str) -> None:
    with pytest.raises(Unreadable):
        read_page(html)
