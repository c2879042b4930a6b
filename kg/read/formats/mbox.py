"""Mailboxes: one message after the other, read one at a time, so that a file of any size fits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.read.formats.mail import read_message
from kg.read.lines import byte_lines
from kg.read.record import Options, Problem, Record, Source, Unreadable

# The line that parts two messages: "From ", a sender, a date; lines of a message that look so are quoted with ">".
_FROM = re.compile(rb"From \S+.*\d\d:\d\d.*\d{4}|From \S+\s*$|From -")
_QUOTED = re.compile(rb">+From ")


def read(source: Source, options: Options) -> Iterator[Record | Problem]:
    """The messages, numbered from 1, each followed by what is attached to it; a faulty one is a problem."""
    for number, message in enumerate(_messages(source), 1):
        if message is None:
            yield Problem(
                f"is a message of more than {source.limits.megabytes} MB: save it as a file of its own", number
            )
            continue
        try:
            yield from read_message(message, options, number)
        except Exception as error:  # Python's parser of mail fails in many ways on broken messages
            yield Problem(f"is a broken message ({type(error).__name__}: {error}): save its text as .txt", number)


def _messages(source: Source) -> Iterator[bytes | None]:
    """Each message as bytes; None for one that is larger than the limit."""
    message: list[bytes] | None = None
    held = 0
    blank = True
    for line in byte_lines(source):
        if line is not None and blank and _FROM.match(line):
            if message is not None:
                yield b"".join(message) if held <= source.limits.bytes else None
            message, held, blank = [], 0, False
            continue
        if message is None:
            if line is None or line.strip():
                raise Unreadable("is no mailbox: its first line does not begin with 'From '")
            continue
        held += source.limits.bytes + 1 if line is None else len(line)
        if held > source.limits.bytes:
            message = []
        elif line is not None:
            message.append(line[1:] if _QUOTED.match(line) else line)
        blank = line is not None and not line.strip()
    if message is not None:
        yield b"".join(message) if held <= source.limits.bytes else None
