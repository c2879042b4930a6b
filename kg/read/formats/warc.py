"""Web archives: the pages that were fetched, read one after the other, so that a file of any size fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from kg.read.decode import declared_charset, decode
from kg.read.formats.html import read_page
from kg.read.record import Options, Problem, Record, Source, Unreadable

_PAGE = ("text/html", "application/xhtml+xml")


class _Records(ArchiveIterator):  # type: ignore[misc]
    # It writes to standard error where a record is longer or shorter than it says; what that spoils is told by name.
    INC_RECORD = ""


def read(source: Source, options: Options) -> Iterator[Record | Problem]:
    """The web pages among the answers that were fetched with success, numbered from 1.

    Requests, redirections, errors, pictures, scripts and styles are no pages, and are passed over. The address that a
    page was fetched from is its url where it names none itself; the date on which it was fetched says nothing of when
    it was published.
    """
    number = 0
    try:
        for record in _Records(source.stream):
            if not _is_page(record):
                continue
            number += 1
            try:
                yield _page(record, number, source)
            except Unreadable as error:
                address = record.rec_headers.get_header("WARC-Target-URI") or "a page"
                yield Problem(f"{error} ({address[:200]})", number)
    except ArchiveLoadFailed as error:
        yield Problem(f"is a damaged web archive from here on ({error}): get it again", number + 1)
        return
    if not number:
        raise Unreadable("is a web archive without web pages: it holds no answers of the kind text/html")


def _is_page(record: ArcWarcRecord) -> bool:
    if record.rec_type != "response" or record.http_headers is None:
        return False
    kind = (record.http_headers.get_header("Content-Type") or "").split(";")[0].strip().lower()
    return record.http_headers.get_statuscode() == "200" and kind in _PAGE


def _page(record: ArcWarcRecord, number: int, source: Source) -> Record:
    data = Source(record.content_stream(), source.limits).data()
    declared = (record.http_headers.get_header("Content-Type") or "").lower().partition("charset=")[2]
    page = read_page(decode(data, declared_charset(data) or declared.strip(" \"';") or None))
    return replace(page, number=number, url=page.url or record.rec_headers.get_header("WARC-Target-URI"))
