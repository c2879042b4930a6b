"""Two places in a row that the model read as one: "Miramar California" is a town and a state.

The treebanks' names annotate such a pair as two; running text without the comma is rare, so the model seldom learns it.
"""

from __future__ import annotations

_STATES = (
    "Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho Illinois "
    "Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri "
    "Montana Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee Texas Utah Vermont Virginia Washington "
    "Wisconsin Wyoming Alberta Manitoba Ontario Quebec Saskatchewan"
)
_TWO_WORDS = (
    "new hampshire", "new jersey", "new mexico", "new york", "north carolina", "north dakota", "rhode island",
    "south carolina", "south dakota", "west virginia", "british columbia", "new brunswick", "nova scotia",
)  # fmt: skip
_CODES = (
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND "
    "OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC"
)
_NAMES = frozenset({*_STATES.lower().split(), *_TWO_WORDS})
_SHORT = frozenset({*_CODES.split(), *_CODES.title().split()})

#: Words that make one name with the state behind them, or that show that the name is of another make.
_BINDING = frozenset(
    {
        "and", "bay", "baja", "camp", "cape", "central", "downstate", "east", "eastern", "fort", "greater", "gulf",
        "inland", "lake", "little", "lower", "mount", "new", "north", "northeast", "northeastern", "northern",
        "northwest", "northwestern", "of", "old", "port", "river", "rural", "south", "southeast", "southeastern",
        "southern", "southwest", "southwestern", "the", "upper", "upstate", "uss", "west", "western",
    }
)  # fmt: skip


def split_places(words: list[str], names: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The names, with a state or province at the end of a longer LOC as a name of its own.

    >>> split_places(["in", "Miramar", "California"], [(1, 3, "LOC")])
    [(1, 2, 'LOC'), (2, 3, 'LOC')]
    >>> split_places(["Northern", "California"], [(0, 2, "LOC")])
    [(0, 2, 'LOC')]
    """
    out: list[tuple[int, int, str]] = []
    for start, end, kind in names:
        cut = _state(words[start:end]) if kind == "LOC" and end - start > 1 else 0
        if cut:
            out += [(start, end - cut, kind), (end - cut, end, kind)]
        else:
            out.append((start, end, kind))
    return out


def _state(words: list[str]) -> int:
    """How many words at the end are a state's name behind another place's; 0 where there is none."""
    low = [word.lower() for word in words]
    if " ".join(low) in _NAMES or not _BINDING.isdisjoint(low[:1]):
        return 0
    for size in (2, 1):
        region = " ".join(low[-size:]) in _NAMES or (size == 1 and words[-1] in _SHORT)
        if region and len(low) > size and low[-size - 1] not in _BINDING:
            return size
    return 0
