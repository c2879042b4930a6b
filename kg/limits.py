"""How large something may be to be read as an article."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What is too much for an article; beyond it lies a dump that has to be split, or an attack.

    `megabytes` is what is held in memory of one file (of a file of many records, of one record), unpacked;
    `characters` the length of one text.
    """

    megabytes: int = 64
    characters: int = 1_000_000

    @property
    def bytes(self) -> int:
        """`megabytes` in bytes."""
        return self.megabytes * 2**20
