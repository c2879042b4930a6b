"""Damaged files: whatever is in a folder, each file gives an article or a reason, and nothing else happens."""

from __future__ import annotations

import gzip
import os
import random
from collections import Counter
from pathlib import Path

from kg.limits import Limits
from kg.read import read_articles
from kg.read.clean import clean_text
from kg.records import Article, Skipped

from .made import BODY, MORE, docx_bytes, mbox_bytes, message, of_every_format, pdf_bytes, zip_bytes

FILES = 2000
NAMES = [
    "a",
    "ü",
    "\x1b[31m",
    "new\nline",
    "tab\t",
    "#7",
    "..",
    "'; --",
    "<b>",
    "\u202e",
    "x!",
    "\udcff\udcfe",
    " ",
    "%s{0}",
]


def whole_files(folder: Path) -> list[tuple[str, bytes]]:
    """Files of every format, some of them several in one, packed, locked or one inside the other."""
    files = of_every_format(folder)
    mail = message(BODY, f"<p>{BODY}</p>")
    mail.add_attachment(pdf_bytes([[MORE]]), maintype="application", subtype="pdf", filename="x.pdf")
    mail.add_attachment(docx_bytes([MORE]), maintype="application", subtype="octet-stream", filename="x.docx")
    files |= {
        "b.eml": mail.as_bytes(),
        "b.mbox": mbox_bytes([mail, message(MORE)], folder),
        "b.pdf": pdf_bytes([[BODY, MORE]] * 3, columns=2, running=True),
        "c.pdf": pdf_bytes([[BODY]], password="x"),
        "b.zip": zip_bytes(files),
        "c.zip": zip_bytes({"in.zip": zip_bytes(files), "x.txt.gz": gzip.compress(BODY.encode())}),
    }
    files |= {f"{name}.gz": gzip.compress(data) for name, data in files.items()}
    return sorted(files.items())


def damaged(data: bytes, chance: random.Random) -> bytes:
    kind = chance.randrange(6)
    if kind == 0:
        return data[: chance.randrange(len(data) + 1)]
    if kind == 1:
        return data[chance.randrange(len(data)) :]
    out = bytearray(data)
    if kind == 2:
        for _ in range(chance.choice((1, 3, 30, 300))):
            out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    elif kind == 3:
        at = chance.randrange(len(out))
        out[at:at] = chance.randbytes(chance.choice((1, 10, 1000)))
    elif kind == 4:
        start = chance.randrange(len(out))
        end = start + chance.randrange(1, 500)
        out[start:end] = bytes(end - start) if chance.random() < 0.5 else out[:200]
    return bytes(out)


def test_damaged_files(tmp_path: Path) -> None:
    files = whole_files(tmp_path)
    suffixes = sorted({"".join(Path(name).suffixes) for name, _ in files})
    outcomes: Counter[str] = Counter()
    failed: list[str] = []
    for start in range(0, FILES, 200):
        folder = tmp_path / str(start)
        folder.mkdir()
        for number in range(start, start + 200):
            chance = random.Random(number)
            name, data = files[number % len(files)]
            suffix = chance.choice(suffixes) if chance.random() < 0.2 else "".join(Path(name).suffixes)
            path = folder / f"{number}{chance.choice(NAMES)}{suffix}"
            path.write_bytes(damaged(data, chance))
        found = list(read_articles([folder], base=folder, limits=Limits(megabytes=4)))
        locations = [item.location for item in found]
        for file in folder.iterdir():
            name = os.fsencode(file.name).decode("utf-8", "backslashreplace")
            inside = [
                location for location in locations if location == name or location.startswith((f"{name}#", f"{name}!/"))
            ]
            assert inside, f"{name!r} is lost"
        for item in found:
            item.location.encode()
            if isinstance(item, Skipped):
                assert item.reason.strip(), item.location
                if "the reader failed" in item.reason:
                    failed.append(f"{item.location}: {item.reason}")
                outcomes["skipped"] += 1
            else:
                assert isinstance(item, Article)
                assert clean_text(item.text) == item.text != ""
                assert all(0 <= mark.start < mark.end <= len(item.text) for mark in item.furniture)
                outcomes["read"] += 1
    assert outcomes["read"] > 500
    assert outcomes["skipped"] > 500
    # A reader tells what is wrong in words of its own, and not its library in its.
    assert not failed, failed
