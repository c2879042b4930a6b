"""Opening what is to be read: unpacked, with the right reader, and with every fault told as a `Problem`."""

from __future__ import annotations

import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from kg.errors import KgError
from kg.read.formats import reader
from kg.read.record import Options, Problem, Record, Source, Unreadable
from kg.read.sniff import SNIFFED, format_of

_GZIP = b"\x1f\x8b"
# Text packs to a tenth of its size, the same text again and again to a hundredth; only bombs to a thousandth.
_RATIO = 300
_DAMAGED = "is damaged or incomplete, as packed by gzip or zip: get it again"


def read_stream(
    stream: io.RawIOBase | BinaryIO, name: str | None, options: Options, packed: int | None = None
) -> Iterator[Record | Problem]:
    """All records of a file that is open; of what has no name (standard input) the format is told by its beginning.

    `packed` is how large it is before it is unpacked, where that is known. Raises OSError where the file system fails.
    """
    buffered = io.BufferedReader(cast(io.RawIOBase, stream), SNIFFED)
    plain = buffered
    try:
        if buffered.peek(2).startswith(_GZIP):
            plain = io.BufferedReader(
                Guarded(cast(BinaryIO, gzip.GzipFile(fileobj=buffered)), packed, options), SNIFFED
            )
        format = format_of(name, plain.peek(SNIFFED), options)
        yield from reader(format)(Source(cast(BinaryIO, plain), options.limits), options)
    except Unreadable as error:
        yield Problem(str(error))
    except (OSError, KgError):
        raise  # of the file system, or of the call: neither is this reader's failure
    except Exception as error:  # a reader's library gave up on this one file: said by name, and the batch goes on
        yield Problem(f"cannot be read: the reader failed with {type(error).__name__}: {error}")
    finally:
        buffered.detach()  # else the stream, which is the caller's, would be closed with it


class Guarded(io.RawIOBase):
    """What is unpacked, up to a size that no text packs so small: raises `Unreadable` beyond that."""

    def __init__(self, stream: BinaryIO, packed: int | None, options: Options) -> None:
        super().__init__()
        self._stream = stream
        self._left = None if packed is None else max(options.limits.bytes + 1, _RATIO * packed)

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as there is something."""
        try:
            data = self._stream.read(len(buffer))
        except (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, ValueError) as error:
            raise Unreadable(_DAMAGED) from error
        except OSError as error:
            if error.errno is not None:  # the disk, not what is packed
                raise
            raise Unreadable(_DAMAGED) from error
        buffer[: len(data)] = data
        if self._left is not None:
            self._left -= len(data)
            if self._left < 0:
                raise Unreadable(f"unpacks to more than {_RATIO} times its size, as no text does: not read any further")
        return len(data)
