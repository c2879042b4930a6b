"""The text as it is stored: what a reader of the article sees, and nothing that gets between characters and words."""

from __future__ import annotations

import re

# What colours and moves things on a terminal: one sequence, and further escapes before it that would make another.
_TERMINAL = re.compile(r"(?<!\x1b)\x1b++(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]{0,2000}(?:\x07|\x1b\\)|[()][AB012])")
_NEWLINE = re.compile("\r\n|[\r\v\f\u2028\u2029]")
_NOT_WORDS = re.compile(r"[\W_]+")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 5
_BLANK_LINES = re.compile(r"\n{3,}")


def _c1(code: int) -> str:
    """What a control character between U+0080 and U+009F was before somebody took Windows-1252 for Latin-1."""
    try:
        return bytes([code]).decode("cp1252")
    except UnicodeDecodeError:
        return " "


_TABLE: dict[int, str] = {
    **{code: " " for code in (*range(0x20), 0x7F) if chr(code) not in "\t\n"},
    **{code: _c1(code) for code in range(0x80, 0xA0)},
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    # Spaces of other widths look like spaces and are read as such.
    **dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "),
    # Soft hyphens, zero-width spaces, word joiners and stray byte order marks are not seen but break words.
    **dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF), ""),
}


def clean_text(text: str) -> str:
    """The stored text, to which all offsets refer, from the text as read.

    Words, punctuation, letter case, quotation marks and Unicode form stay as they are. These change, being nothing
    that a reader sees: the colours of terminals go; line ends become `\\n`; other control characters, no-break and
    other special spaces become a space (C1 controls the Windows-1252 character that they stand for); soft hyphens,
    zero-width spaces and byte order marks go; half surrogate pairs become U+FFFD; white space goes from line ends and
    from both ends of the text; two or more blank lines become one. Cleaning a clean text changes nothing.

    >>> clean_text("Court\\xa0jails two \\r\\n\\r\\n\\r\\nThey deny it.\\n")
    'Court jails two\\n\\nThey deny it.'
    """
    text = _NEWLINE.sub("\n", _TERMINAL.sub("", text)).translate(_TABLE)
    lines = "\n".join(line.rstrip(" \t") for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip("\n \t")


def one_line(text: str | None) -> str | None:
    """A piece of metadata on one line, None where nothing is left of it.

    >>> one_line("  Jane\\n Doe ")
    'Jane Doe'
    """
    return " ".join(clean_text(text).split()) or None if text else None


def comparable(text: str) -> str:
    """The words of a line in lower case, to tell whether two lines say the same.

    >>> comparable("Court jails two -- 'for life'")
    'court jails two for life'
    """
    return _NOT_WORDS.sub(" ", text).strip().casefold()


def stems(text: str) -> set[str]:
    """The longer words of a text, cut to their beginnings, so that "attacked" meets "attacks".

    >>> sorted(stems("Two men attacked a market"))
    ['attac', 'marke']
    """
    return {match[0].casefold()[:_STEM] for match in _LONG_WORD.finditer(text)}


def kinship(text: str, vocabulary: set[str]) -> float:
    """The share of a line's longer words that come in a vocabulary, 0 where it has none.

    >>> kinship("Market attack: what we know", {"marke", "attac"})
    0.5
    """
    own = stems(text)
    return len(own & vocabulary) / len(own) if own else 0.0
