"""Zip archives: each member is read as a file of its own, inside the archive's location (`news.zip!/a/b.txt`)."""

from __future__ import annotations

import errno
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO, cast

from kg.read.locate import SIDECAR, is_litter
from kg.read.manifest import describe, read_sidecar
from kg.read.opening import Guarded, read_stream
from kg.read.record import Options, Problem, Record, Source, Unreadable

# More members than any collection of articles has: what lists a million files of nothing is an attack.
MAX_MEMBERS = 200_000
# How zipfile fails on what is no zip archive, or is one of a kind that it does not know.
_DAMAGE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError, struct.error)


def read(source: Source, options: Options) -> Iterator[Record | Problem]:
    """What each member gives, in the order of their names; hidden files and those of file managers are passed over.

    Archives inside archives are refused. A member is only ever read as a stream: none is written anywhere, so that
    its name cannot lead out of the archive.
    """
    if not options.archives:
        raise Unreadable("is an archive inside an archive: unpack it, and give the folder")
    try:
        archive = zipfile.ZipFile(source.stream if source.stream.seekable() else source.in_memory())
        members = archive.infolist()
    except _DAMAGE as error:
        _raise_of_disk(error)
        raise Unreadable(f"is a damaged zip archive ({error}): get it again") from None
    if len(members) > MAX_MEMBERS:
        raise Unreadable(f"holds more than {MAX_MEMBERS:,} files: unpack it and give the folder")
    last = {member.filename: member for member in members}
    for member in members:
        if last[member.filename] is not member:
            yield Problem(
                "stands in the archive more than once: only the last of that name is read", member=member.filename
            )
    files = {
        name: member
        for name, member in sorted(last.items())
        if not member.is_dir() and not any(part.startswith(".") or is_litter(part) for part in name.split("/"))
    }
    if not files:
        raise Unreadable("holds no files: nothing to read in this archive")
    for name, member in files.items():
        if not (name.endswith(SIDECAR) and name.removesuffix(SIDECAR) in files):
            yield from _member(archive, member, files.get(name + SIDECAR), options)


def _raise_of_disk(error: Exception) -> None:
    """Raise what is no damage but a failure of the disk; a place to read at before the file's beginning is damage."""
    if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
        raise error


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, sidecar: zipfile.ZipInfo | None, options: Options
) -> Iterator[Record | Problem]:
    known: Mapping[str, str] = {}
    if sidecar is not None:
        try:
            with archive.open(sidecar) as stream:
                guarded = cast(BinaryIO, Guarded(cast(BinaryIO, stream), sidecar.compress_size, options))
                known = read_sidecar(Source(guarded, options.limits).data())
        except Unreadable as error:
            yield Problem(str(error), member=sidecar.filename)
        except _DAMAGE as error:
            _raise_of_disk(error)
            yield Problem(f"is damaged inside the archive ({error}): get it again", member=sidecar.filename)
    name = member.filename
    if member.flag_bits & 1:
        yield Problem("is locked with a password: unpack the archive, and give the folder", member=name)
        return
    try:
        with archive.open(member) as stream:
            unpacked = Guarded(cast(BinaryIO, stream), member.compress_size, options)
            inner = replace(options, archives=False)
            for record in describe(read_stream(unpacked, name, inner, member.compress_size), known):
                yield replace(record, member=name)
    except _DAMAGE as error:
        _raise_of_disk(error)
        yield Problem(f"is damaged inside the archive ({error}): get it again", member=name)
