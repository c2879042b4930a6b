"""What later versions of the schema change in graphs that earlier ones have loaded.

Each has the number that the schema has after it, and statements with the parameter `$graph`, which are carried out in
one transaction, after new constraints and indexes were made and before anything is loaded. Properties and edge types
that the ontology has no more need none: a load takes everything of ours away that it does not know. A migration is for
what is to be kept under another name:

    2: ("MATCH (n:Person {kg_graph: $graph}) SET n.known_as = n.aliases REMOVE n.aliases",),
"""

from __future__ import annotations

MIGRATIONS: dict[int, tuple[str, ...]] = {}
SCHEMA = max(MIGRATIONS, default=1)
