"""Which format something is in: by how it begins where that leaves no doubt, else by its suffix."""

from __future__ import annotations

import csv
import json
import re
from pathlib import PurePath

from kg.read.decode import narrow_encoding
from kg.read.fields import DELIMITERS, has_text_column
from kg.read.formats import FORMATS
from kg.read.record import Options, Unreadable

SNIFFED = 64 * 1024
# Formats that are told by their beginning alone; a file with their suffix and another beginning is something else.
_BINARY = {"pdf": "PDF", "docx": "Word document", "archive": "zip archive", "warc": "web archive"}
_JSON = re.compile(rb"""(?:\xef\xbb\xbf)?\s*(?:\{\s*"|\[\s*[{\]])""")
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I
)
_WARC = re.compile(rb"WARC/[01]\.\d+\r?\n")
_MBOX = re.compile(rb"From \S+ .*\n(?:[!-9;-~]+:.*\n)")
_MAIL = re.compile(rb"(?:[!-9;-~]+:[^\n]*\r?\n(?:[ \t][^\n]*\n)*){3,}\r?\n")
_MAIL_FIELD = re.compile(rb"^(?:from|message-id|mime-version|received|return-path):", re.I | re.M)


def format_of(name: str | None, beginning: bytes, options: Options) -> str:
    """The format of a file (the name of its reader), by its name, if it has one, and its first bytes.

    What is on standard input has no name. Raises `Unreadable` for what no reader is for.

    >>> format_of("a/b.JSONL.gz", b"{}", Options()), format_of("a.txt", b"%PDF-1.7", Options())
    ('jsonl', 'pdf')
    """
    certain = _certain(beginning)
    if name is None:
        return certain or _likely(beginning, options)
    path = PurePath(name)
    if path.suffix.lower() == ".gz":
        path = path.with_suffix("")
    by_suffix = FORMATS.get(path.suffix.lower())
    if by_suffix is None:
        known = ", ".join(FORMATS)
        if not path.suffix:
            raise Unreadable(f"has no suffix to tell its format by: rename it to one of {known}")
        raise Unreadable(f"is in a format that cannot be read ({path.suffix}): convert it to one of {known}")
    if certain == "archive" and by_suffix != "archive":
        raise Unreadable("is a zip archive by its content: give it the suffix .zip, or convert it to text")
    if certain or by_suffix not in _BINARY:
        return certain or by_suffix
    if by_suffix == "pdf" and b"%PDF-" in beginning[:1024]:
        return by_suffix
    if _HTML.match(beginning):
        return "html"  # a site's answer, saved under the name of what was asked for
    if by_suffix == "docx" and beginning.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            "is locked with a password, or an old Word document: open it in a word processor, and save it as .docx "
            "without a password"
        )
    if not beginning:
        raise Unreadable("is empty: get it again")
    raise Unreadable(f"is no {_BINARY[by_suffix]}, despite its suffix: get it again, or give it the right suffix")


def _certain(beginning: bytes) -> str | None:
    if beginning.startswith(b"%PDF-"):
        return "pdf"
    if beginning.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "docx" if b"word/" in beginning and b"[Content_Types].xml" in beginning else "archive"
    return "warc" if _WARC.match(beginning) else None


def _likely(beginning: bytes, options: Options) -> str:
    if _HTML.match(beginning):
        return "html"
    if _MBOX.match(beginning):
        return "mbox"
    if (head := _MAIL.match(beginning)) and _MAIL_FIELD.search(head[0]):
        return "mail"
    if _JSON.match(beginning):
        try:
            value = json.loads(beginning.split(b"\n", 1)[0])
        except ValueError:
            return "json"
        return "jsonl" if isinstance(value, dict) else "json"
    return "table" if _is_table(beginning, options) else "plain"


def _is_table(beginning: bytes, options: Options) -> bool:
    """Whether the first line names columns, that of the text among them."""
    line = beginning.split(b"\n", 1)[0]
    if b"\0" in line:
        return False
    head = line.decode(narrow_encoding(line), "replace").lstrip("\ufeff").strip()
    for delimiter in DELIMITERS:
        names = next(csv.reader([head], delimiter=delimiter), [])
        if len(names) > 1 and has_text_column(names, options) and all(len(name) < 60 for name in names):
            return True
    return False
