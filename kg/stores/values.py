"""Values between records and a store: checked on the way in, made plain on the way out."""

from __future__ import annotations

import datetime
import decimal
import re
import uuid
from collections.abc import Callable
from typing import Any

from kg.records import Value

_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Text without lone surrogates, which no UTF-8 file or database can hold: U+FFFD stands for each.

    >>> clean("a\\ud800b")
    'a\\ufffdb'
    """
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def to_store(value: Value, kind: str) -> Any:
    """A property's value as a store's driver takes it; raises TypeError where it is not of the property type."""
    return None if value is None else _CHECKED[kind](value)


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong(value, "string")
    return clean(value)


def _strings(value: Any) -> list[str]:
    if not isinstance(value, (tuple, list)):
        raise _wrong(value, "strings")
    if not all(isinstance(item, str) for item in value):
        raise TypeError("a list that holds something other than strings")
    return [item if item.isascii() else clean(item) for item in value]


def _integer(value: Any) -> int:
    if not isinstance(value, int) or value is True or value is False:
        raise _wrong(value, "integer")
    if not -(2**63) <= value < 2**63:
        raise TypeError("a number of more than 64 bits")
    return value


def _float(value: Any) -> float:
    if not isinstance(value, (float, int)) or value is True or value is False:
        raise _wrong(value, "float")
    return float(value)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _wrong(value, "boolean")
    return value


def _wrong(value: Any, kind: str) -> TypeError:
    return TypeError(f"a {type(value).__name__} where the ontology has {kind}")


_CHECKED: dict[str, Callable[[Any], Any]] = {
    "string": _string, "strings": _strings, "integer": _integer, "float": _float, "boolean": _boolean,
}  # fmt: skip


def to_record(value: Any) -> Value:
    """A property's value as records hold it: lists become tuples."""
    return tuple(value) if isinstance(value, list) else value


def plain(value: Any) -> Any:
    """A value of a row as plain Python: nodes and edges become dictionaries of the properties that they have."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        if "_NODES" in value and "_RELS" in value:
            return {"nodes": plain(value["_NODES"]), "edges": plain(value["_RELS"])}
        if "_LABEL" in value:
            return {k: plain(v) for k, v in value.items() if v is not None and not k.startswith("_")}
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, (uuid.UUID, datetime.timedelta)):
        return str(value)
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex()
    raise TypeError(f"a store gave a value of an unexpected type: {type(value).__name__}")
