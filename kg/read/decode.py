"""Bytes to text: which encoding a file is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from kg.read.record import Unreadable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "a rich text document"),
    (b"\x1f\x8b", "gzipped"),
    (b"BZh", "packed with bzip2"),
    (b"\xfd7zXZ", "packed with xz"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
# Bytes that no text has in any number: control characters other than tab, line ends, form feed and escape.
_CONTROL = bytes(set(range(0x20)) - set(b"\t\n\r\f\x0b\x1b"))
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I
)
_SAMPLE = 256 * 1024
# Encodings whose bytes are all ASCII, and so also valid UTF-8: only a declaration tells them.
_SEVEN_BIT = ("iso2022", "hz")


def decode(data: bytes, declared: str | None = None) -> str:
    """The text in `data`: by its byte order mark, as UTF-8, in the `declared` encoding, else by what fits best.

    UTF-8 in which a few bytes are damaged is read as that, each of them as U+FFFD. Of one-byte encodings Windows-1252
    is taken where the high bytes are few, as in English text with typographic quotation marks, which is too little to
    detect an encoding by; charset-normalizer tells the others apart. Raises `Unreadable` for what is not text.

    >>> decode(b"caf\\xc3\\xa9"), decode(b"\\x93No,\\x94 the mayor of Orl\\xe9ans said on Monday.")
    ('café', '“No,” the mayor of Orléans said on Monday.')
    """
    if marked := wide_encoding(data):
        try:
            return data.decode(marked)
        except UnicodeDecodeError:
            raise Unreadable(f"starts as {marked[:6].upper()} text but breaks off or is damaged") from None
    refuse_binary(data)
    name = _known(declared)
    if name and name.startswith(_SEVEN_BIT):
        return data.decode(name, "replace")
    return _printable(data, data.decode(narrow_encoding(data, name), "replace"))


def wide_encoding(data: bytes) -> str | None:
    """The encoding that a byte order mark names, or UTF-16 without one (every other byte of English is zero there)."""
    for mark, marked in _BOMS:
        if data.startswith(mark):
            return marked
    sample = data[: _SAMPLE // 64]
    for odd, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = sample[odd::2].count(0), sample[1 - odd :: 2].count(0)
        if len(sample) >= 8 and zeros > 0.7 * (len(sample) // 2) and others < 0.05 * len(sample):
            return encoding
    return None


def refuse_binary(data: bytes) -> None:
    """Raise `Unreadable` where the data are those of another kind of file."""
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise Unreadable(f"is {what} by its content: give it the suffix of its kind, or convert it to text")
    if b"\0" in data:
        raise Unreadable("is binary: convert it to text")


def narrow_encoding(data: bytes, declared: str | None = None) -> str:
    """The encoding, UTF-8 or one of its rivals, that data without a mark are in; raises `Unreadable` for none."""
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError as error:
        # A letter of several bytes that is right is no accident, so many right ones outweigh a few damaged.
        text = data.decode("utf-8", "replace")
        bad = text.count("\ufffd")
        right = sum(map(text.count, set(text) - {"\ufffd"} - set(map(chr, range(0x80)))))
        if right >= 2 * bad or (bad == 1 and error.reason == "unexpected end of data" and right):
            return "utf-8"
    for encoding in (declared, "cp1252" if _few_high(data[:_SAMPLE]) else None):
        try:
            if encoding:
                data.decode(encoding)
                return encoding
        except UnicodeDecodeError:
            continue  # of Windows-1252: one of the five bytes that it leaves open; let the detector see it
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise Unreadable("is in no known text encoding: convert it to UTF-8")
    return best.encoding


def _few_high(sample: bytes) -> bool:
    return sum(byte >= 0x80 for byte in sample) < 0.1 * len(sample)


def _known(encoding: str | None) -> str | None:
    """An encoding under Python's own name for it; None where it knows none of that name, or none of text."""
    try:
        b"".decode(encoding or "")
        return codecs.lookup(encoding or "").name
    except (LookupError, ValueError):
        return None


def declared_charset(data: bytes) -> str | None:
    """The encoding that a web page names for itself, under the name that browsers read it as.

    >>> declared_charset(b'<meta charset="ISO-8859-1">')
    'cp1252'
    """
    match = _CHARSET.search(data[:4096])
    if match is None:
        return None
    name = _known(match[1].decode("ascii"))
    if name is None:
        return None
    if name in ("iso8859-1", "ascii"):
        return "cp1252"
    # A page whose <meta> could be read byte by byte is not in UTF-16, whatever it says.
    return "utf-8" if name.startswith(("utf-16", "utf-32")) else name


def _printable(data: bytes, text: str) -> str:
    controls = len(data) - len(data.translate(None, _CONTROL))
    if controls > 0.01 * len(data):
        raise Unreadable("is binary: convert it to text")
    return text
