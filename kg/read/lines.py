"""Text files of any size, a block at a time, whatever their encoding: as lines, or as pieces of any length."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from kg.read.decode import narrow_encoding, refuse_binary, wide_encoding
from kg.read.record import Source, Unreadable

_BLOCK = 256 * 1024


def text_pieces(source: Source) -> Iterator[str]:
    """The text a block at a time; raises `Unreadable` for what is not text, and for UTF-16 that breaks off."""
    block = source.stream.read(_BLOCK)
    marked = wide_encoding(block)
    yield from _decoded(source, block, marked or _narrow_encoding(block), "strict" if marked else "replace")


def text_lines(source: Source) -> Iterator[str | None]:
    """The lines of a text with their ends, decoded; None for one that is too long to be kept.

    The first block tells the encoding of the file. A line that is not in it is read as UTF-8 or Windows-1252, since
    files of many records are often put together from several. Raises `Unreadable` as `text_pieces` does.
    """
    block = source.stream.read(_BLOCK)
    marked = wide_encoding(block)
    if marked and marked != "utf-8-sig":
        yield from _lines_of(_decoded(source, block, marked, "strict"), source.limits.bytes)
        return
    block = block.removeprefix(codecs.BOM_UTF8)
    encoding = _narrow_encoding(block)
    for line in byte_lines(source, block):
        if line is None:
            yield None
            continue
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            yield line.decode("cp1252" if encoding == "utf-8" else encoding, "replace")


def byte_lines(source: Source, block: bytes | None = None) -> Iterator[bytes | None]:
    """The lines as bytes, with their ends; None for one that is longer than the limit. `block` was read already."""
    if block is None:
        block = source.stream.read(_BLOCK)
    end = b"\r" if b"\r" in block and b"\n" not in block else b"\n"
    pieces: list[bytes] = []
    held = 0
    while block:
        *whole, rest = block.split(end)
        for line in whole:
            pieces.append(line + end)
            yield None if held + len(line) > source.limits.bytes else b"".join(pieces)
            pieces, held = [], 0
        held += len(rest)
        if rest and held <= source.limits.bytes:
            pieces.append(rest)
        block = source.stream.read(_BLOCK)
    if held:
        yield None if held > source.limits.bytes else b"".join(pieces)


def _narrow_encoding(block: bytes) -> str:
    refuse_binary(block)
    # A block may end in the middle of a letter, but not before a space.
    return narrow_encoding(block if len(block) < _BLOCK else block[: block.rfind(b" ")])


def _decoded(source: Source, block: bytes, encoding: str, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    try:
        while block:
            yield decoder.decode(block)
            block = source.stream.read(_BLOCK)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise Unreadable(f"starts as {encoding[:6].upper()} text but breaks off or is damaged") from None


def _lines_of(pieces: Iterator[str], limit: int) -> Iterator[str | None]:
    rest = ""
    too_long = False
    for piece in pieces:
        *whole, rest = (rest + piece).split("\n")
        for line in whole:
            yield None if too_long else line + "\n"
            too_long = False
        if 2 * len(rest) > limit:
            too_long, rest = True, ""
    if rest or too_long:
        yield None if too_long else rest
