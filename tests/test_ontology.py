"""The ontology: one source, and what is made from it."""

from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.ontology import load_ontology, markdown

ROOT = Path(__file__).parent.parent


def test_the_docs_are_the_ontologys() -> None:
    assert (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8") == markdown(load_ontology())


def test_every_end_is_a_node_type() -> None:
    ontology = load_ontology()
    for edge in ontology.edges.values():
        assert set(edge.sources) | set(edge.targets) <= set(ontology.nodes)
        assert not edge.symmetric or edge.sources == edge.targets


def test_a_users_relation_has_its_ends_and_the_properties_of_its_group(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text("relations:\n  OWNS: {from: Organization, to: Place, group: fact}\n")
    edge = load_ontology((path,)).edges["OWNS"]
    assert (edge.sources, edge.targets) == (("Organization",), ("Place",))
    assert {"role", "since", "claim_ids"} <= set(edge.properties)
    assert "OWNS" not in load_ontology().edges


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("owns: {from: Person, to: Place}", "CAPITALS"),
        ("OWNS: {from: Person}", "needs `from` and `to`"),
        ("OWNS: {from: Person, to: Place, properties: {x: list}}", "no such property type"),
        ("OWNS: {from: Person, to: Place, properties: {kg_graph: string}}", "cannot be called 'kg_graph'"),
        ("OWNS: {from: Person, to: Place, properties: {'a`b': string}}", "cannot be called"),
        ("OWNS: {from: Person, to: Place, properties: {id: string}}", "cannot be called 'id'"),
    ],
)
def test_a_relation_that_cannot_be_is_refused(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(f"relations:\n  {line}\n")
    with pytest.raises(UsageError, match=message):
        load_ontology((path,))
