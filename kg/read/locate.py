"""Which files the user means: files, folders and glob patterns, each file once, in one order."""

from __future__ import annotations

import glob
import heapq
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg.records import Skipped

# Files that a system leaves in folders, and that nobody put there to be read.
_LITTER = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
# A folder with this file in it is a workspace of ours: what it holds was made from the articles.
_WORKSPACE_MARK = "evidence.sqlite"
# What a file's name ends in that says more about another: the name of that, and this.
SIDECAR = ".meta.json"


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A file to be read, and the location that it is known by."""

    location: str
    path: Path = field(compare=False)


def find_files(paths: Iterable[str | Path], base: Path | None = None) -> list[Found | Skipped]:
    """The files at `paths`, sorted by location, each once whatever links lead to it; what cannot be read is Skipped.

    Folders are read with all folders below them. Hidden files and folders, workspaces of kg, and what file managers
    leave behind are passed over inside folders; named outright, they are read. A pattern (`*`, `?`, `[...]`, `**`)
    stands for what it matches, unless a file has just that name.
    """
    found: dict[str, Found] = {}
    skipped: list[Skipped] = []
    # Real paths go before symbolic links, and within each the sorted order, so that a file that can be reached in
    # several ways is always known by the same name.
    queue: list[tuple[bool, str]] = []
    for path in paths:
        for name in _expand(path):
            if name is None:
                skipped.append(Skipped(location(path, base), "matches no file: check the pattern"))
            else:
                heapq.heappush(queue, (_linked(name), name))
    named = {name for _, name in queue}
    visited: set[str] = set()
    beside: list[str] = []
    while queue:
        linked, name = heapq.heappop(queue)
        real = os.path.realpath(name)
        if real in visited:
            continue
        visited.add(real)
        try:
            mode = Path(name).stat().st_mode
            if stat.S_ISDIR(mode):
                inner = _visible(name)
                if not inner and name in named:
                    skipped.append(Skipped(location(name, base), "holds no files: nothing to read in this folder"))
                for entry in inner:
                    heapq.heappush(queue, (linked or _is_link(entry), entry))
            elif name.endswith(SIDECAR) and Path(name.removesuffix(SIDECAR)).is_file():
                if name in named:
                    beside.append(name)
            elif stat.S_ISREG(mode):
                found[real] = Found(location(name, base), Path(name))
            else:
                skipped.append(Skipped(location(name, base), "is not a regular file: give its content as - (stdin)"))
        except OSError as error:
            skipped.append(Skipped(location(name, base), os_reason(error)))
    for name in beside:
        if os.path.realpath(name.removesuffix(SIDECAR)) not in found:
            skipped.append(Skipped(location(name, base), "says more about another file: give that one"))
    unique = {(item.location, str(item)): item for item in skipped}
    return sorted([*found.values(), *unique.values()], key=lambda item: (item.location, isinstance(item, Skipped)))


def location(path: str | Path, base: Path | None = None) -> str:
    """The name that a file is known by: its path from `base` if it lies inside, else its absolute path.

    Always with forward slashes; bytes that are no text are written as escapes, so that it can be stored and printed.

    >>> location("/data/articles/a.txt", Path("/data")), location("/else/b.txt", Path("/data"))
    ('articles/a.txt', '/else/b.txt')
    """
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - as the user sees it: resolve() would follow links
    if base is not None:
        for folder in (Path(os.path.abspath(base)), base.resolve()):  # noqa: PTH100
            if absolute.is_relative_to(folder):
                absolute = absolute.relative_to(folder)
                break
    return printable_name(absolute.as_posix())


def printable_name(name: str) -> str:
    """The name of a file as text that can be stored: bytes of it that are no text are written as escapes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def os_reason(error: OSError) -> str:
    """Why the system would not let us read a file, and what to do about it."""
    match error:
        case FileNotFoundError():
            return "does not exist (any more): check the name"
        case PermissionError():
            return "may not be read: you lack the permission"
        case _:
            return f"cannot be read ({error.strerror or error}): check the disk, or copy the file elsewhere"


def is_litter(name: str) -> bool:
    """Whether a file of this name is one that a system leaves in folders."""
    return name.casefold() in _LITTER


def _expand(path: str | Path) -> Iterator[str | None]:
    name = os.path.abspath(Path(path).expanduser())  # noqa: PTH100
    if os.path.lexists(name) or not glob.has_magic(str(path)):
        yield name
        return
    matches = glob.glob(name, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute patterns
    # `**` matches folders as well as what is in them; the folders themselves are not what the pattern asks for.
    files = [match for match in matches if not ("**" in name and Path(match).is_dir())]
    if files:
        yield from files
    else:
        yield None


def _linked(name: str) -> bool:
    return os.path.realpath(name) != name


def _is_link(name: str) -> bool:
    return Path(name).is_symlink()


def _visible(folder: str) -> list[str]:
    names = os.listdir(folder)  # noqa: PTH208 - names are all that is needed
    if _WORKSPACE_MARK in names:
        return []
    return [
        os.path.join(folder, name)  # noqa: PTH118
        for name in names
        if not name.startswith(".") and not is_litter(name)
    ]
