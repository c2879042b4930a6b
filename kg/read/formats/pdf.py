"""PDF: the printed words by pdfium, put back into running text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from kg.read.columns import Page, Piece, running_text
from kg.read.head import told_author, told_title
from kg.read.record import Options, Problem, Record, Source, Unreadable

_ADDRESS = re.compile(r"https?://\S+")


def read(source: Source, options: Options) -> Iterator[Record | Problem]:
    """One record; title and author out of the document's properties where they are those of an article.

    The dates in the properties are those on which the file was made, which for a page printed from a browser or
    exported from an archive is not that of the article: they are not taken. Pages that show pictures of text are a
    problem, beside the record of those that have text.
    """
    try:
        document = pdfium.PdfDocument(source.data())
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise Unreadable("is locked with a password: save it without one") from None
        raise Unreadable("is a damaged PDF: get it again, or print it anew from a viewer that can open it") from None
    try:
        pages, unread, damaged, address = _pages(document, options)
        told = document.get_metadata_dict()
    finally:
        document.close()
    text = running_text(pages)
    if not text:
        raise Unreadable(
            "is a PDF without text: it shows scanned pages, run text recognition (OCR) on it"
            if unread
            else "is a PDF without text"
        )
    yield Record(text, title=told_title(told.get("Title")), author=told_author(told.get("Author")), url=address)
    if unread:
        yield Problem(f"{_numbers(unread)} scanned, without text: run text recognition (OCR); the rest was read")
    if damaged:
        yield Problem(f"{_numbers(damaged)} damaged: get the PDF again; the rest was read")


def _pages(document: pdfium.PdfDocument, options: Options) -> tuple[list[Page], list[int], list[int], str | None]:
    """The pages, the numbers of those without text but with pictures, of those damaged, and the address in a margin."""
    pages: list[Page] = []
    unread: list[int] = []
    damaged: list[int] = []
    addresses: set[str] = set()
    characters = 0
    for number in range(len(document)):
        try:
            page = document[number]
            height = page.get_height()
            pieces = _pieces(page)
            if not pieces and any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])):
                unread.append(number + 1)
            page.close()
        except pdfium.PdfiumError:
            damaged.append(number + 1)
            continue
        pages.append(Page(pieces, height))
        # A page printed from a browser has its address below.
        edge = [piece.text.strip() for piece in pieces if piece.middle < 0.06 * height or piece.middle > 0.94 * height]
        addresses.update(text for text in edge if _ADDRESS.fullmatch(text))
        characters += sum(len(piece.text) for piece in pieces)
        if characters > 2 * options.limits.characters:  # too long in any case: the rest need not be looked at
            break
    return pages, unread, damaged, addresses.pop() if len(addresses) == 1 else None


def _pieces(page: pdfium.PdfPage) -> tuple[Piece, ...]:
    """Runs of characters that follow each other on a line, in boxes as high as their font is large."""
    words = page.get_textpage()
    try:
        pieces: list[Piece] = []
        run: list[str] = []
        x0 = y0 = x1 = y1 = 0.0
        for index in range(words.count_chars()):
            code = raw.FPDFText_GetUnicode(words, index)
            character = chr(code) if 0 < code < 0x110000 else "\ufffd"
            left, bottom, right, top = words.get_charbox(index, loose=True)
            follows = run and bottom < (y0 + y1) / 2 < top and -0.5 * (y1 - y0) < left - x1 < 0.3 * (y1 - y0)
            if character in "\r\n" or not follows:
                if run:
                    pieces.append(Piece(x0, y0, x1, y1, "".join(run)))
                run, x0, y0, x1, y1 = [], left, bottom, left, top
            if character not in "\r\n" and right > left:
                run.append(character)
                x1, y0, y1 = max(x1, right), min(y0, bottom), max(y1, top)
        if run:
            pieces.append(Piece(x0, y0, x1, y1, "".join(run)))
        return tuple(piece for piece in pieces if piece.text.strip())
    finally:
        words.close()


def _numbers(pages: list[int]) -> str:
    shown = ", ".join(map(str, pages[:20])) + (" ..." if len(pages) > 20 else "")
    return f"page {shown} is" if len(pages) == 1 else f"pages {shown} are"
