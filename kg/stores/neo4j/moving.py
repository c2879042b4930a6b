"""Nodes whose id has changed: what users added to them goes where they have gone.

The node of the old id becomes the one of the new id, with everything on it, where that is not there yet. Where it is
(two nodes became one), what users added moves over: labels, relationships, properties. A property that both have, and
not alike, is kept beside the other as `name (old id)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from neo4j import ManagedTransaction

from kg.ontology import Ontology
from kg.stores.neo4j.connection import Connection
from kg.stores.neo4j.hashes import bucket
from kg.stores.neo4j.ownership import Hold
from kg.stores.schema import GRAPH, HASH, node_columns, quoted

LOOKED_UP_AT_ONCE = 5000


def move_ids(
    connection: Connection, hold: Hold, ontology: Ontology, moved: Mapping[str, str], ids: Mapping[str, str]
) -> int:
    """Move the nodes whose id has gone (`moved` says what it became) and whose new id is one of `ids` (id -> label).

    Gives how many there were. Each is moved in a transaction of its own; a load that breaks off goes on with the rest.
    """
    wanted = iter(sorted(old for old, new in moved.items() if new in ids and old not in ids))
    done = 0
    while chunk := list(islice(wanted, LOOKED_UP_AT_ONCE)):
        for label in ontology.nodes:
            found = connection.rows(
                f"UNWIND $ids AS id MATCH (n:{quoted(label)} {{{GRAPH}: $graph, id: id}}) RETURN id",
                {"ids": chunk, "graph": hold.owner.graph},
            )
            for (old,) in found:
                connection.write(_Move(hold, ontology, old, label, moved[old], ids[moved[old]]))
                done += 1
    return done


class _Move:
    """One node's move, to be carried out in a transaction."""

    def __init__(self, hold: Hold, ontology: Ontology, old: str, label: str, new: str, new_label: str) -> None:
        self.hold = hold
        self.old, self.label = old, label
        self.new, self.new_label = new, new_label
        ours = {name for one in (label, new_label) for name in node_columns(ontology.nodes[one])}
        self.ours = ours | {GRAPH, HASH, "kg_was"}

    def __call__(self, tx: ManagedTransaction) -> None:
        self.hold.renew(tx)
        if not self._rows(tx, f"MATCH {self._node('n', self.label, 'old')} RETURN true"):
            return  # it has been carried out
        if self._rows(tx, f"MATCH {self._node('n', self.new_label, 'new')} RETURN true"):
            self._join(tx)
        else:
            self._rename(tx)

    def _rows(self, tx: ManagedTransaction, text: str, **parameters: Any) -> list[list[Any]]:
        given = {"graph": self.hold.owner.graph, "old": self.old, "new": self.new, **parameters}
        return tx.run(text, given).values()

    @staticmethod
    def _node(name: str, label: str, key: str) -> str:
        return f"({name}:{quoted(label)} {{{GRAPH}: $graph, id: ${key}}})"

    def _rename(self, tx: ManagedTransaction) -> None:
        # The hash of nothing: the load sees that the node is there, and brings the rest of it up to date.
        relabel = (
            "" if self.label == self.new_label else f" REMOVE n:{quoted(self.label)} SET n:{quoted(self.new_label)}"
        )
        text = f"MATCH {self._node('n', self.label, 'old')} SET n.id = $new, n.{HASH} = $bucket{relabel}"
        self._rows(tx, text, bucket=bucket(self.new))

    def _join(self, tx: ManagedTransaction) -> None:
        both = f"MATCH {self._node('n', self.label, 'old')} MATCH {self._node('m', self.new_label, 'new')} "
        ((theirs, here, labels),) = self._rows(tx, f"{both} RETURN properties(n), properties(m), labels(n)")
        added = dict(self._added(theirs, here))
        names = sorted({name for name in theirs if name not in self.ours})
        relabel = "".join(f" SET m:{quoted(one)} REMOVE n:{quoted(one)}" for one in sorted(set(labels) - {self.label}))
        self._rows(tx, f"{both} SET m += $added, n += $gone{relabel}", added=added, gone=dict.fromkeys(names))
        for out in (True, False):
            self._move_edges(tx, both, out=out)

    def _added(self, theirs: Mapping[str, Any], here: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for name, value in theirs.items():
            if name in self.ours:
                continue
            if name in here and here[name] != value:
                yield f"{name} ({self.old})", value
            else:
                yield name, value

    def _move_edges(self, tx: ManagedTransaction, both: str, *, out: bool) -> None:
        """Users' own relationships of the old node, to the new one."""
        pattern = "(n)-[r]->(o)" if out else "(n)<-[r]-(o)"
        old = self._node("n", self.label, "old")
        types = self._rows(tx, f"MATCH {old} MATCH {pattern} WHERE r.{GRAPH} IS NULL RETURN DISTINCT type(r)")
        for (name,) in types:
            made = f"(m)-[s:{quoted(name)}]->(p)" if out else f"(m)<-[s:{quoted(name)}]-(p)"
            typed = pattern.replace("[r]", f"[r:{quoted(name)}]")
            self._rows(
                tx,
                # A relationship from the node to itself stays one.
                f"{both} MATCH {typed} WHERE r.{GRAPH} IS NULL WITH n, m, r, CASE WHEN o = n THEN m ELSE o END AS p "
                f"CREATE {made} SET s = properties(r) DELETE r",
            )
