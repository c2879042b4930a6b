"""Make `world.geojson`, the outlines of countries that the map of places is drawn on.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python notebooks/world.py package/countries-110m.json

The outlines are Natural Earth's at 1:110 million, which are in the public domain. Kept here, since a notebook must run
offline and no well-kept package on PyPI brings them.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pycountry

TARGET = Path(__file__).with_name("world.geojson")

Ring = list[list[float]]


def outlines(topology: dict[str, Any]) -> dict[str, Any]:
    """GeoJSON of a TopoJSON file's countries: their outer rings, made of the arcs that neighbours share."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:  # each point is told by its distance to the one before
            x, y = x + step_x, y + step_y
            points.append([round(x * scale_x + move_x, 2), round(y * scale_y + move_y, 2)])
        arcs.append(points)

    def ring(numbers: list[int]) -> Ring:
        joined: Ring = []
        for number in numbers:  # ~n is arc n, walked from its end
            points = arcs[number] if number >= 0 else arcs[~number][::-1]
            joined += points[1:] if joined else points
        return joined

    features = []
    for country in topology["objects"]["countries"]["geometries"]:
        parts = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        shape = {"type": "MultiPolygon", "coordinates": [[one] for part in parts for one in _whole(ring(part[0]))]}
        known = pycountry.countries.get(numeric=country.get("id", ""))
        properties = {"code": known.alpha_2 if known else None, "name": country["properties"]["name"]}
        features.append({"type": "Feature", "properties": properties, "geometry": shape})
    features.sort(key=lambda one: (-_extent(one), one["properties"]["name"]))  # Lesotho is drawn upon South Africa
    return {"type": "FeatureCollection", "source": "Natural Earth 1:110m, public domain", "features": features}


def _whole(ring: Ring) -> list[Ring]:
    """A ring without jumps from one edge of the map to the other; one that crosses the edge is there on both sides."""
    whole, turns = [ring[0]], 0
    for before, (x, y) in pairwise(ring):
        turns += 360 * ((x - before[0] < -180) - (x - before[0] > 180))
        whole.append([round(x + turns, 2), y])
    if turns:  # round the pole: it is closed below
        whole += [[whole[-1][0], -90], [whole[0][0], -90], whole[0]]
    low, high = min(x for x, _ in whole), max(x for x, _ in whole)
    shifts = [0, *([-360] if high > 180 else []), *([360] if low < -180 else [])]
    return [[[round(x + shift, 2), y] for x, y in whole] for shift in shifts]


def _extent(feature: dict[str, Any]) -> float:
    rings = [ring for (ring,) in feature["geometry"]["coordinates"]]
    heights = [max(y for _, y in ring) - min(y for _, y in ring) for ring in rings]
    return max(
        height * (max(x for x, _ in ring) - min(x for x, _ in ring))
        for ring, height in zip(rings, heights, strict=True)
    )


if __name__ == "__main__":
    found = outlines(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    TARGET.write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
