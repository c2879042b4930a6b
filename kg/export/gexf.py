"""GEXF 1.3, for Gephi: events have start and end, so do standing facts, for the timeline."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence

from kg.export.selection import attributes, kinds, text
from kg.export.xmltext import attribute
from kg.records import Edge, Graph, Node, Value

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">
  <graph mode="dynamic" defaultedgetype="directed" timeformat="date">
"""


def day(value: Value, *, last: bool = False) -> str | None:
    """A date as a full day, the first or last that it can be; None for one without a year.

    >>> day("2024-02", last=True), day("--03-22")
    ('2024-02-29', None)
    """
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    year, month, on = match.groups()
    month = month or ("12" if last else "01")
    if not 1 <= int(month) <= 12 or int(year) == 0:
        return None
    return f"{year}-{month}-{on or (f'{calendar.monthrange(int(year), int(month))[1]:02}' if last else '01')}"


def _span(item: Node | Edge, start: str, end: str) -> str:
    first = day(item.properties.get(start))
    last = day(item.properties.get(end), last=True)
    return "".join(f" {name}={attribute(value)}" for name, value in (("start", first), ("end", last)) if value)


def _declared(what: str, names: Mapping[str, str]) -> Iterator[str]:
    yield f'    <attributes class="{what}" mode="static">\n'
    for number, (name, kind) in enumerate(names.items()):
        yield f'      <attribute id="{number}" title={attribute(name)} type="{kind}"/>\n'
    yield "    </attributes>\n"


def _values(values: Mapping[str, Value], numbers: Mapping[str, int]) -> str:
    listed = "".join(f'<attvalue for="{numbers[k]}" value={attribute(text(v))}/>' for k, v in values.items())
    return f"<attvalues>{listed}</attvalues>"


def chunks(graph: Graph) -> Iterator[str]:
    """The file, piece by piece."""
    of_nodes = [{"type": node.type, **dict(attributes(node))} for node in graph.nodes]
    of_edges = [{"type": edge.type, **dict(attributes(edge))} for edge in graph.edges]
    yield _HEAD
    numbered: list[dict[str, int]] = []
    tables: Sequence[tuple[str, list[dict[str, Value]]]] = (("node", of_nodes), ("edge", of_edges))
    for what, listed in tables:
        names = kinds(listed)
        numbered.append({name: number for number, name in enumerate(names)})
        yield from _declared(what, names)
    yield "    <nodes>\n"
    for node, values in zip(graph.nodes, of_nodes, strict=True):
        when = _span(node, "date_from", "date_to") if node.type == "Event" else ""
        head = f"<node id={attribute(node.id)} label={attribute(node.name)}{when}>"
        yield f"      {head}{_values(values, numbered[0])}</node>\n"
    yield "    </nodes>\n    <edges>\n"
    for number, (edge, values) in enumerate(zip(graph.edges, of_edges, strict=True)):
        ends = f"source={attribute(edge.source)} target={attribute(edge.target)}"
        kind = attribute(edge.type)
        when = _span(edge, "since", "until")
        yield f'      <edge id="{number}" {ends} label={kind} kind={kind}{when}>{_values(values, numbered[1])}</edge>\n'
    yield "    </edges>\n  </graph>\n</gexf>\n"
