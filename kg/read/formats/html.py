"""Web pages: main text and metadata by trafilatura, the date from what the page states and nothing else."""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Iterator
from typing import Any

import htmldate
import lxml.etree  # type: ignore[import-untyped]
import lxml.html  # type: ignore[import-untyped]
import trafilatura

from kg.read.dates import iso_date
from kg.read.decode import declared_charset, decode
from kg.read.formats.linked import linked_article
from kg.read.formats.page import prepare, standfirst
from kg.read.record import Options, Problem, Record, Source, Unreadable

# What trafilatura logs of a page is told as the reason why that page was skipped; nobody needs it twice.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())
# htmldate leaves out dates after today unless told otherwise, so that the same page would read differently tomorrow.
_DATES: dict[str, Any] = {
    "original_date": True,
    "extensive_search": False,
    "min_date": "1900-01-01",
    "max_date": "2199-12-31",
}
_TAG = re.compile("<[a-z!]", re.I)
# A date of a change is not that of publication.
_CHANGED = re.compile("modif|updat|revis|expires", re.I)
# Elements that hold other articles' dates.
_ASIDE = "ancestor::aside or ancestor::nav or ancestor::footer or ancestor::*[contains(@class, 'related')]"


def read(source: Source, options: Options) -> Iterator[Record | Problem]:
    """One record: the main text of the page, without menus and adverts as far as they can be told from it."""
    data = source.data()
    yield read_page(decode(data, declared_charset(data)))


def read_page(html: str) -> Record:
    """The record that a web page stands for; raises `Unreadable` where it has no text that could be an article."""
    tree = _parse(html)
    page = copy.deepcopy(tree)
    prepare(page)
    try:
        found = trafilatura.bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            # What is left in is marked as furniture; what is left out is lost.
            favor_recall=True,
            date_extraction_params=_DATES,
        )
    except (ValueError, TypeError, AttributeError, lxml.etree.LxmlError, RecursionError) as error:
        raise Unreadable(f"is a web page that cannot be taken apart ({error}): save its text as .txt") from error
    if found is None or isinstance(found, dict) or not found.text:
        raise Unreadable("is a web page without a main text: if it shows an article, save its text as .txt")
    lines = [line for line in found.text.splitlines() if line.strip()]
    told = linked_article(tree, found.title)
    # trafilatura takes a name of an account for that of the outlet where it finds no other.
    publisher = (
        told.get("publisher") or _itemprop(tree, "publisher") or found.sitename or _site_in_title(tree, found.title)
    )
    published = told.get("published")
    if (opening := standfirst(page, found.text)) is not None:
        lines.insert(0, opening)
    return Record(
        "\n\n".join(lines),
        structured=True,
        title=_without_site(found.title or told.get("title"), publisher),
        url=found.url or told.get("url"),
        author=found.author or told.get("author"),
        publisher=publisher,
        published=published if published and iso_date(published) else stated_date(tree),
        language=_language(tree) or told.get("language"),
    )


def _site_in_title(tree: lxml.html.HtmlElement, title: str | None) -> str | None:
    """The outlet, where the title of the window is that of the article, a dash or bar, and a few words more."""
    window = " ".join((tree.findtext(".//title") or "").split())
    if not title or not window.startswith(title):
        return None
    match = re.fullmatch(r"(?:.*\s)?[-–—|·:]\s+(\S+(?:\s\S+){0,4})", window[len(title) :])
    return match[1] if match else None


def _itemprop(tree: lxml.html.HtmlElement, name: str) -> str | None:
    """The name of somebody in microdata."""
    for element in tree.xpath(".//*[@itemprop=$name]", name=name):
        inner = element.xpath(".//*[@itemprop='name']")
        value = (inner[0].get("content") or inner[0].text_content()) if inner else element.get("content")
        if value and value.strip() and not value.startswith(("http:", "https:")):
            return str(value).strip()
    return None


def _language(tree: lxml.html.HtmlElement) -> str | None:
    """The language that the page says it is in; og:locale comes last, which many sites never set."""
    value = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    for name in ("content-language", "dc.language", "language", "og:locale"):
        if value:
            break
        value = next(
            (
                meta.get("content")
                for meta in tree.xpath(".//meta[@content]")
                if name in (str(meta.get(key)).lower() for key in ("name", "property", "http-equiv"))
            ),
            None,
        )
    return str(value).replace("_", "-") if value else None


def _without_site(title: str | None, site: str | None) -> str | None:
    """A page's title often ends in the name of the site, after a dash or a bar."""
    if title and site and title.casefold().endswith(site.casefold()):
        return title[: -len(site)].rstrip(" -–—|·:") or title
    return title


def _parse(html: str) -> lxml.html.HtmlElement:
    if not _TAG.search(html):
        raise Unreadable("is not a web page, despite its suffix: save its text as .txt")
    try:
        return lxml.html.document_fromstring(
            html.encode("utf-8", "replace"), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
    except (lxml.etree.LxmlError, ValueError) as error:
        raise Unreadable("is not a web page, despite its suffix: save its text as .txt") from error


def stated_date(tree: lxml.html.HtmlElement) -> str | None:
    """The date of publication that a page states in its metadata, or in a <time> of the article itself.

    Dates elsewhere in the page (in the text, in a copyright line, in the names of pictures) are of other things.
    """
    for element in tree.xpath(".//*[@itemprop='datePublished']"):
        if found := iso_date(element.get("datetime") or element.get("content") or element.text_content()):
            return found
    # htmldate knows the many names of the date in metadata, but searches the rest too: give it the metadata only.
    page = lxml.html.document_fromstring("<html><head></head><body></body></html>")
    head = page.find("head")
    for element in tree.xpath(".//meta|.//link[@rel='canonical']|.//script[@type='application/ld+json']"):
        name = f"{element.get('name')} {element.get('property')} {element.get('itemprop')} {element.get('http-equiv')}"
        if _CHANGED.search(name):
            continue
        twin = lxml.html.Element(element.tag, dict(element.attrib))
        twin.text = element.text
        head.append(twin)
    found = htmldate.find_date(page, deferred_url_extractor=True, **_DATES)
    if found:
        return str(found)
    for element in tree.xpath(f".//time[@datetime and not({_ASIDE})]"):
        if found := iso_date(element.get("datetime")):
            return str(found)
    return None
