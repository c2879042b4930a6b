"""Text for XML: escaped, and without the characters that XML cannot hold."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

# Everything outside XML 1.0's Char production: control characters, lone surrogates, two non-characters.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Text with U+FFFD for each character that XML cannot hold.

    >>> legal("a\\x00b")
    'a\\ufffdb'
    """
    return _FORBIDDEN.sub("\ufffd", text)


def content(text: str) -> str:
    """Text as the content of an element. A carriage return is written as a reference, or parsers make it a newline."""
    return escape(legal(text), {"\r": "&#13;"})


def attribute(text: str) -> str:
    """Text as an attribute's value, with its quotes."""
    return quoteattr(legal(text), {"\r": "&#13;"})
