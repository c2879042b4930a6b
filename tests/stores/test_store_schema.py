from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.ontology import load_ontology
from kg.stores.library import cypher_folder
from kg.stores.readonly import check_reading
from kg.stores.schema import ladybug_ddl, neo4j_schema, quoted


def test_the_committed_schema_is_the_generated_one() -> None:
    assert cypher_folder().joinpath("schema.cypher").read_text(encoding="utf-8") == neo4j_schema(load_ontology())


def test_every_label_has_an_id_that_is_unique_in_its_graph_in_neo4j() -> None:
    rule = r"FOR \(n:`(\w+)`\) REQUIRE \(n\.`kg_graph`, n\.`id`\) IS UNIQUE;"
    assert re.findall(rule, neo4j_schema(load_ontology())) == list(load_ontology().nodes)


def test_tables_have_all_ends_and_properties_of_the_ontology() -> None:
    text = "\n".join(ladybug_ddl(load_ontology()))
    for name, edge in load_ontology().edges.items():
        table = re.search(rf"CREATE REL TABLE `{name}` \((.*)\)", text)
        assert table is not None
        ends = re.findall(r"FROM `(\w+)` TO `(\w+)`", table[1])
        assert ends == [(s, t) for s in edge.sources for t in edge.targets]
        assert all(f"`{column}`" in table[1] for column in ("type", *edge.properties))


def test_one_property_has_one_type(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("relations:\n  ADMIRES: {from: Person, to: Agent, properties: {role: integer}}\n")
    with pytest.raises(UsageError, match="role is integer on the edge ADMIRES"):
        ladybug_ddl(load_ontology((rules,)))


def test_names_cannot_leave_their_quotes() -> None:
    assert quoted("a`) DROP TABLE Person //") == "`a``) DROP TABLE Person //`"


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH (n:Set {create: 'DELETE'}) RETURN n.drop AS set // DROP",
        "MATCH (n) WHERE n.name = 'MERGE (x)' RETURN n.`DELETE`, $remove",
        "MATCH (a)-[:LOAD|COPY]->(b) RETURN a.created, b.offset;",
        "CALL show_tables() RETURN *",
        "MATCH (n) /* CREATE */ RETURN n",
    ],
)
def test_names_that_are_spelled_like_clauses_are_no_clauses(cypher: str) -> None:
    check_reading(cypher)


@pytest.mark.parametrize(
    "cypher", ["WITH 1. SET x.y = 1", "MATCH(n)delete n", "match (n) Set n.x=1", "FOREACH (x IN [1] | SET x=1)"]
)
def test_clauses_are_found_however_they_are_written(cypher: str) -> None:
    with pytest.raises(UsageError, match="only read"):
        check_reading(cypher)
