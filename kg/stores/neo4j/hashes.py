"""The hash that every node and edge of ours carries, and digests that tell where two sets of them differ.

A hash has two parts: its low bits, the bucket, come from what the thing is (its id, or the ids of its ends), the
others from all that it holds. So what has changed stays in its bucket, and two stores are compared bucket by bucket:
how many there are, and two sums of their hashes. Only where those differ is anything looked at one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any
from zlib import crc32

import msgspec

from kg.stores.schema import HASH

BUCKETS = 4096
_LOW, _HIGH = 2147483629, 4294967296  # a sum of four billion of either is still a 64-bit number

Digest = tuple[int, int, int]  # how many, and the two sums

_encode = msgspec.json.encode


def bucket(*identity: str) -> int:
    """The bucket of a node (its id) or an edge (the ids of its ends).

    >>> bucket("per-1") == bucket("per-1") < BUCKETS
    True
    """
    return crc32("\0".join(identity).encode()) % BUCKETS


def content_hash(row: list[Any], *identity: str) -> int:
    """The hash of a row with its identity: a positive 64-bit number, never 0.

    >>> content_hash(["Ann"], "per-1") % BUCKETS == bucket("per-1")
    True
    """
    content = int.from_bytes(blake2b(_encode((identity, row)), digest_size=8).digest()) >> 1
    return content - content % BUCKETS + bucket(*identity) or BUCKETS


def digests(hashes: Iterable[int]) -> dict[int, Digest]:
    """How many hashes there are in each bucket, and their sums."""
    found: dict[int, list[int]] = {}
    for one in hashes:
        sums = found.setdefault(one % BUCKETS, [0, 0, 0])
        sums[0] += 1
        sums[1] += one % _LOW
        sums[2] += one // _HIGH
    return {key: (sums[0], sums[1], sums[2]) for key, sums in found.items()}


def digest_columns(variable: str) -> str:
    """The same in Cypher: bucket, how many, two sums. What has lost its hash is in bucket 0, where it fits nothing."""
    value = f"coalesce({variable}.{HASH}, 0)"
    return (
        f"{value} % {BUCKETS} AS bucket, count(*) AS many, sum({value} % {_LOW}) AS low, sum({value} / {_HIGH}) AS high"
    )


def differing(ours: dict[int, Digest], theirs: dict[int, Digest]) -> list[int]:
    """The buckets that are not the same on both sides."""
    return sorted(key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key))
