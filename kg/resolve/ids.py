"""Ids of nodes: a prefix for the type, and a short hash of the node's smallest atom."""

from __future__ import annotations

import hashlib

PREFIXES = {
    "Person": "per",
    "Organization": "org",
    "Place": "plc",
    "Event": "evt",
    "Document": "doc",
    "Claim": "clm",
}


def make_atom(*parts: object) -> str:
    """An atom: its parts joined by `|`, which is doubled inside a part so that no two lists of parts read alike.

    >>> make_atom("person", "vladimir putin", "")
    'person|vladimir putin|'
    """
    return "|".join(str(part).replace("|", "||") for part in parts)


def document_node(key: str) -> str:
    """The id of the node of the document whose key in the evidence is `key`.

    >>> document_node("ab12")[:4]
    'doc-'
    """
    return node_id("Document", make_atom("document", key))


def node_id(node_type: str, atom: str) -> str:
    """The id of the node whose smallest atom is `atom`.

    >>> node_id("Person", "person|vladimir putin|")[:4]
    'per-'
    """
    return f"{PREFIXES[node_type]}-{hashlib.sha256(atom.encode('utf-8', 'surrogatepass')).hexdigest()[:14]}"
