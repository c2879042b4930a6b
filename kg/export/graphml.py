"""GraphML, for Gephi, yEd, Cytoscape, `networkx.read_graphml` and Neo4j's APOC.

Key ids are the attribute names; networkx's own writer numbers them, so the file is written here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.export.selection import attributes, kinds, text
from kg.export.xmltext import attribute, content
from kg.records import Edge, Graph, Node, Value

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def _of_node(node: Node) -> dict[str, Value]:
    return {"label": node.name, "type": node.type, "labels": f":{node.type}", **dict(attributes(node))}


def _of_edge(edge: Edge) -> dict[str, Value]:
    return {"label": edge.type, "type": edge.type, **dict(attributes(edge))}


def _data(values: Mapping[str, Value]) -> Iterator[str]:
    for name, value in values.items():
        yield f"<data key={attribute(name)}>{content(text(value))}</data>"


def chunks(graph: Graph) -> Iterator[str]:
    """The file, piece by piece."""
    of_nodes = [_of_node(node) for node in graph.nodes]
    of_edges = [_of_edge(edge) for edge in graph.edges]
    on_nodes = {name for values in of_nodes for name in values}
    on_edges = {name for values in of_edges for name in values}
    yield _HEAD
    for name, kind in kinds([*of_nodes, *of_edges]).items():
        # One id, one key: an attribute of both nodes and edges is a key for all.
        where = "all" if name in on_nodes & on_edges else "node" if name in on_nodes else "edge"
        yield f'  <key id={attribute(name)} for="{where}" attr.name={attribute(name)} attr.type="{kind}"/>\n'
    yield '  <graph id="kg" edgedefault="directed">\n'
    for node, values in zip(graph.nodes, of_nodes, strict=True):
        yield f"    <node id={attribute(node.id)} labels={attribute(f':{node.type}')}>{''.join(_data(values))}</node>\n"
    for edge, values in zip(graph.edges, of_edges, strict=True):
        ends = f"source={attribute(edge.source)} target={attribute(edge.target)}"
        yield f"    <edge {ends} label={attribute(edge.type)}>{''.join(_data(values))}</edge>\n"
    yield "  </graph>\n</graphml>\n"
