"""Word documents: the words as printed, tracked deletions left out, footnotes at the end."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import lxml.etree  # type: ignore[import-untyped]
import lxml.html  # type: ignore[import-untyped]
import mammoth

from kg.read.head import told_author, told_title
from kg.read.markup import strip_tags
from kg.read.record import Options, Problem, Record, Source, Unreadable

_NOTE = re.compile(r"(?:foot|end)note-ref-")
# XML takes many times its size in memory; pictures are not looked at.
_XML_SHARE = 4
_PROPERTIES = "docProps/core.xml"
_NAMES = {
    "title": "{http://purl.org/dc/elements/1.1/}title",
    "author": "{http://purl.org/dc/elements/1.1/}creator",
    "language": "{http://purl.org/dc/elements/1.1/}language",
}


def read(source: Source, options: Options) -> Iterator[Record | Problem]:
    """One record; title and author out of the document's properties where they are those of an article.

    The dates in the properties are of the file, not of the article, and are not taken.
    """
    data = source.data()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if any(one.flag_bits & 1 for one in parts.infolist()):
                raise Unreadable("is locked with a password: save it without one")
            size = sum(one.file_size for one in parts.infolist() if one.filename.lower().endswith((".xml", ".rels")))
            if size > source.limits.bytes // _XML_SHARE:
                raise Unreadable(
                    f"holds more than {source.limits.megabytes // _XML_SHARE} MB of text and formatting: split it into "
                    "articles, or raise --max-megabytes"
                )
            properties = _properties(parts)
        html = mammoth.convert_to_html(io.BytesIO(data), convert_image=lambda image: []).value
    except Unreadable:
        raise
    except Exception as error:  # zipfile, expat and mammoth fail in many ways on damaged parts
        raise Unreadable(
            f"is a damaged Word document ({error}): open it in a word processor and save it again"
        ) from error
    text = strip_tags(_without_note_marks(html)) if html else ""
    if not text:
        raise Unreadable(
            "is a Word document without text: if it shows scanned pages, run text recognition (OCR) on them"
        )
    yield Record(
        text,
        title=told_title(properties.get("title")),
        author=told_author(properties.get("author")),
        language=properties.get("language"),
    )


def _without_note_marks(html: str) -> str:
    """The numbers of notes stand in the middle of sentences, and arrows back to them at the end of each note."""
    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    for link in tree.xpath(".//a[@id or @href]"):
        if _NOTE.search(link.get("id") or "") or _NOTE.search(link.get("href") or ""):
            link.drop_tree()
    return str(lxml.html.tostring(tree, encoding="unicode"))


def _properties(parts: zipfile.ZipFile) -> dict[str, str]:
    if _PROPERTIES not in parts.namelist():
        return {}
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    tree = lxml.etree.fromstring(parts.read(_PROPERTIES), parser)
    if tree is None:
        return {}
    found = {name: tree.findtext(tag) for name, tag in _NAMES.items()}
    return {name: value.strip() for name, value in found.items() if value and value.strip()}
