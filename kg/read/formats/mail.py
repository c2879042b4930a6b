"""Mail: the words of a message, as its reader sees them, and the documents that are attached to it."""

from __future__ import annotations

import email.errors
import email.parser
import email.policy
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage, Message
from pathlib import PurePath

from kg.read.clean import one_line
from kg.read.decode import decode
from kg.read.formats import FORMATS
from kg.read.markup import strip_tags
from kg.read.opening import read_stream
from kg.read.record import Options, Problem, Record, Source, Unreadable

# What a press office attaches: one text a file. Collections and archives are files of their own.
_READ = frozenset({"plain", "markdown", "html", "pdf", "docx"})
_SUFFIXES = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
# What comes with many messages and holds no article: pictures, sound, signatures, invitations, address cards.
_NO_TEXT = re.compile(
    r"(?:image|audio|video|font)/|application/(?:pgp|(?:x-)?pkcs7|ms-tnef)|text/(?:calendar|x?-?vcard)"
)
_DEPTH = 3  # of messages that are attached to messages
_STUB = 0.3


def read(source: Source, options: Options) -> Iterator[Record | Problem]:
    """The message, and as records `#1`, `#2` ... the texts that are attached to it."""
    yield from read_message(source.data(), options)


def read_message(data: bytes, options: Options, number: int | None = None) -> Iterator[Record | Problem]:
    """A message of the bytes that it was sent as, numbered so, its attachments `1`, `2` or `NUMBER.1`, `NUMBER.2`.

    Attached texts, web pages, PDFs, Word documents and messages are read; pictures and the like are passed over, as
    they are in web pages; any other attachment is a problem, so that it is not lost unseen.
    """
    message = email.parser.BytesParser(policy=email.policy.default).parsebytes(data)
    if not message.keys():
        yield Problem("is no mail: it has no head with From, Date or Subject", number)
        return
    attached = list(_attachments(message, _DEPTH))
    try:
        yield _record(message, number)
    except Unreadable as error:
        if not attached:  # else the message is but the envelope of what is attached
            yield Problem(str(error), number)
    for count, part in enumerate(attached, 1):
        inner = count if number is None else f"{number}.{count}"
        if isinstance(part, Unreadable):
            yield Problem(str(part), inner)
        elif part.get_content_type() == "message/rfc822":
            try:
                yield _record(_inner(part), inner)
            except Unreadable as error:
                yield Problem(str(error), inner)
        else:
            for record in read_stream(io.BytesIO(_payload(part)), _file_name(part), options):
                yield replace(record, number=inner)


def _record(message: Message, number: int | str | None) -> Record:
    """The message itself; raises `Unreadable` where it has no words."""
    text = _body(message)
    if not text.strip():
        raise Unreadable("is a mail without text")
    return Record(
        text,
        number=number,
        structured=True,
        given_id=(_header(message, "Message-ID") or "").strip("<> ") or None,
        title=_header(message, "Subject"),
        author=_sender(message),
        published=_header(message, "Date"),
        language=_header(message, "Content-Language"),
    )


def _body(message: Message) -> str:
    """The plain text, or that of the HTML where there is no plain text, or only a line that sends one elsewhere."""
    plain, pages = [], []
    for part in _parts(message):
        kind = part.get_content_type()
        if kind == "text/plain":
            plain.append(decode(_payload(part), _charset(part)))
        elif kind == "text/html":
            pages.append(strip_tags(decode(_payload(part), _charset(part))))
    text, page = "\n\n".join(plain), "\n\n".join(pages)
    return page if len(text.split()) < _STUB * len(page.split()) else text


def _parts(message: Message) -> Iterator[Message]:
    """The parts that are shown when the message is opened."""
    if message.get_content_type() == "message/rfc822" or message.get_content_disposition() == "attachment":
        return
    if message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message) and part.get_content_disposition() != "attachment":
                yield from _parts(part)
    else:
        yield message


def _attachments(message: Message, depth: int) -> Iterator[Message | Unreadable]:
    """The parts that are documents of their own, those of attached messages among them."""
    for part in message.get_payload() if message.is_multipart() else ():
        if not isinstance(part, Message):
            continue
        kind = part.get_content_type()
        if kind == "message/rfc822":
            yield part
            if depth:
                yield from _attachments(_inner(part), depth - 1)
            else:
                yield Unreadable("holds messages inside messages inside messages: save them as files of their own")
        elif part.is_multipart():
            yield from _attachments(part, depth)
        elif kind.startswith("text/") and part.get_content_disposition() != "attachment" and kind in _SUFFIXES:
            continue  # the body
        elif FORMATS.get(PurePath(_file_name(part)).suffix.lower()) in _READ:
            yield part
        elif not _NO_TEXT.match(kind):
            name = one_line(_file_name(part)) or kind
            yield Unreadable(f"is an attachment that is not read ({name[:80]}): save it as a file of its own")


def _inner(part: Message) -> Message:
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else EmailMessage()
    return inner if isinstance(inner, Message) else EmailMessage()


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError, AttributeError, email.errors.MessageError):
        name = ""
    suffix = _SUFFIXES.get(part.get_content_type(), "")
    return name if PurePath(name).suffix.lower() in FORMATS else f"{name or 'attachment'}{suffix}"


def _payload(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except (ValueError, LookupError, TypeError, AttributeError, email.errors.MessageError):
        return None


def _header(message: Message, name: str) -> str | None:
    """A header, decoded; None where it is not there, or so broken that Python's parser gives up on it."""
    try:
        value = message.get(name)
        return None if value is None else str(value)
    except Exception:  # the parser of headers fails in many ways on what spammers send; a header less is no loss
        return None


def _sender(message: Message) -> str | None:
    """Who sent it, by name, else by address."""
    names = []
    try:
        for address in getattr(message.get("From"), "addresses", ()):
            names.append(address.display_name or address.addr_spec)
    except Exception:  # as above
        return None
    return "; ".join(filter(None, names)) or _header(message, "From")
