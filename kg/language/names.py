"""Named entities put right: one set of labels, clean extents, what a small model gets systematically wrong.

Everything rests on general knowledge (the gazetteer) or on the document itself: one string has one label, an acronym
takes the label of its expansion, a surname that of the full name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span, Token
from spacy.util import filter_spans

from kg.language.gazetteer import Entry, load_gazetteer, read_data
from kg.language.universal import TITLES


def words_of(text: str) -> frozenset[str]:
    """The words of a line, as a set."""
    return frozenset(text.split())


LABELS: Final = frozenset(("PERSON", "ORG", "LOC", "GPE", "FAC", "NORP", "EVENT", "DATE"))
_RENAMED: Final = {"PER": "PERSON", "PLACE": "LOC", "NAT": "NORP"}
_EDGE: Final = frozenset("“”‘’\"'`´«»,;:.!?-–—|•*#_/\\")
_BRACKETS: Final = {"(": ")", "[": "]", "{": "}"}
# Words that lead up to a title or follow it inside one: "Deputy Prime Minister", "Secretary of State".
_TITLE_WORDS: Final = words_of(
    "deputy vice prime foreign interior defense defence crown acting former first of state the chief press general "
    "major lieutenant brigadier police us u.s. uk u.k. opposition supreme grand and"
)
_REGAL: Final = words_of("king queen prince princess emperor pope sheikh sheik")
_ACRONYM: Final = re.compile(r"[A-Z][A-Z0-9]*(?:[-/&][A-Z0-9]+)*(?:\.[A-Z])*\.?")


@dataclass(frozen=True, slots=True)
class Name:
    """A named span under repair: tokens [start, end), label, and how sure: model, document, told, known.

    `told` is a label that the text itself gives ("Zabor, the company that ..."), `known` one of the gazetteer.
    """

    start: int
    end: int
    label: str
    source: str = "model"


@Language.component("kg_names", requires=["doc.ents"], assigns=["doc.ents"])
def kg_names(doc: Doc) -> Doc:
    """Put the entities of `doc` right, in place: labels PERSON, ORG, LOC, GPE, FAC, NORP, EVENT and DATE only."""
    shouted = _shouted(doc)
    names = [n for ent in doc.ents for n in _cleaned(doc, ent) if not (n.start in shouted and n.label != "DATE")]
    names = _whole(doc, _known(doc, names, shouted))
    names = _owned_bodies(doc, _bodies_abroad(doc, names))
    names = _organs(doc, names)
    names = _introduced(doc, names)
    names = _by_context(doc, names)
    names = [_venue(doc, n) for n in names if not _common_word(doc, n)]
    names = _acronyms(doc, names)
    names = _one_label(doc, names)
    names = _mentioned_again(doc, names, shouted)
    spans = [Span(doc, n.start, n.end, label=n.label) for n in names]
    doc.set_ents(filter_spans(spans))
    return doc


def _shouted(doc: Doc) -> set[int]:
    """Tokens of sentences all in capitals, where capitals tell nothing and models guess."""
    found: set[int] = set()
    for sentence in doc.sents:
        words = [t for t in sentence if t.is_alpha and len(t) > 1]
        if len(words) >= 3 and all(t.is_upper for t in words):
            found.update(t.i for t in sentence)
    return found


def _cleaned(doc: Doc, ent: Span) -> Iterable[Name]:
    """The entity without article, title, possessive or stray marks; in pieces where a line ends inside it."""
    label = _RENAMED.get(ent.label_, ent.label_)
    if label not in LABELS:
        return
    start = ent.start
    for i in range(ent.start, ent.end + 1):
        if i == ent.end or (doc[i].is_space and "\n" in doc[i].text):
            extent = trimmed(doc, start, i, label)
            if extent is not None:
                yield Name(*extent, label)
            start = i + 1


def trimmed(doc: Doc, start: int, end: int, label: str) -> tuple[int, int] | None:
    """The extent of a name inside tokens [start, end), or None where nothing of a name is left."""
    while start < end and (doc[start].is_space or doc[start].text in _EDGE):
        start += 1
    while start < end and (doc[end - 1].is_space or doc[end - 1].text in _EDGE):
        end -= 1
    if label == "DATE":
        return (start, end) if start < end else None
    while start < end and (doc[start].tag_ in ("DT", "IN", "CC", "PRP$") or doc[start].text in _EDGE):
        start += 1
    while start < end and (
        (doc[end - 1].tag_ in ("POS", "IN", "CC", "DT", "TO", "VBZ", "VBD", "MD") and not doc[end - 1].is_title)
        or doc[end - 1].lower_ in ("'s", "’s", "'", "’")
        or doc[end - 1].text in _EDGE
    ):
        end -= 1
    for opening, closing in _BRACKETS.items():
        inside = [doc[i].text for i in range(start, end)]
        if inside.count(opening) > inside.count(closing):
            at = start + inside.index(opening)
            start, end = (at + 1, end) if at == start else (start, at)
        elif inside.count(closing) > inside.count(opening):
            at = start + inside.index(closing)
            start, end = (at + 1, end) if at == start else (start, at)
    if label == "PERSON":
        start = _after_title(doc, start, end)
    return (start, end) if start < end and _written_as_name(doc[start:end]) else None


def _written_as_name(span: Span) -> bool:
    """Whether words look like a name: a capital or a digit, or all proper nouns ("how to get to vietnam from goa")."""
    return any(c.isupper() or c.isdigit() for c in span.text) or all(t.pos_ == "PROPN" for t in span)


def _after_title(doc: Doc, start: int, end: int) -> int:
    """Where the name begins behind a leading title; `end` where the words are nothing but a title."""
    at, titled = start, False
    gazetteer = load_gazetteer()
    while at < end:
        token = doc[at]
        if token.lower_ in TITLES:
            titled = True
        elif token.lower_ not in _TITLE_WORDS:
            known = gazetteer.lookup(token.text)
            if known is None or known.kind not in ("demonym", "country") or at + 1 >= end:
                break
        at += 1
    if at >= end:
        return end if titled and all(t.lower_ in TITLES or t.lower_ in _TITLE_WORDS for t in doc[start:end]) else start
    if not titled:
        known = gazetteer.lookup(doc[start].text)
        demonym = known is not None and known.kind == "demonym" and end - start > 2
        return start + 1 if demonym else start
    if end - at == 1 and doc[at - 1].lower_ in _REGAL:
        return at - 1
    return at


def _known(doc: Doc, names: list[Name], shouted: set[int]) -> list[Name]:
    """Names of the gazetteer: their label where they are a name of their own, added where the model missed them."""
    covering: dict[int, Name] = {i: n for n in names for i in range(n.start, n.end) if n.label != "DATE"}
    persons = {t for n in names if n.label == "PERSON" and n.end - n.start > 1 for t in _texts(doc, n)}
    out = set(names)
    for match in load_gazetteer().find(doc.text):
        extent = _token_extent(doc, match.start, match.end)
        if extent is None:
            continue
        start, end = extent
        entry = match.entry
        if end - start == 1:
            if start in shouted and doc[start].is_stop:
                continue
            if not _is_name_here(doc[start], entry, persons):
                continue
        over = {covering[i] for i in range(start, end) if i in covering}
        if any(n.start <= start and n.end >= end and (n.end - n.start) > end - start for n in over):
            outer = next(n for n in over if n.start <= start and n.end >= end)
            if not _splits(doc, outer, start, end, entry):
                continue
            out.discard(outer)
            rest = trimmed(doc, end, outer.end, outer.label)
            if rest is not None and outer.label != "NORP" and doc[end].tag_ not in ("VBZ", "VBD", "MD"):
                out.add(Name(*rest, outer.label))
        elif any(n.start < start or n.end > end for n in over):
            continue  # overlaps a longer or another name: the model's reading stands
        elif entry.kind in ("country", "capital") and any(
            n.label == "PERSON" and n.end - n.start == 1 and doc[n.start].text in persons for n in over
        ):
            continue
        out = {n for n in out if n not in over}
        out.add(Name(start, end, entry.label, "known"))
    return sorted(out, key=lambda n: (n.start, n.end))


def _token_extent(doc: Doc, start: int, end: int) -> tuple[int, int] | None:
    """Tokens of a stretch of characters; a token may have a full stop more ("U.S.", "K.")."""
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or span.start_char != start or span.text[end - start :] not in ("", "."):
        return None
    return span.start, span.end


def _is_name_here(token: Token, entry: Entry, persons: set[str]) -> bool:
    """Whether a one-word match is the known name and not a word, or part of a person's name, that looks like it."""
    if entry.kind == "body" and token.text in persons:
        return False
    if token.is_upper and len(token) > 1:
        return token.text != "IT"
    if entry.kind in ("country", "capital") and token.text in persons and token.ent_type_ == "PERSON":
        return False
    # A common word at the start of a sentence is in capitals anyway.
    return token.pos_ not in ("VERB", "AUX", "ADV", "ADP", "DET", "PRON", "SCONJ", "CCONJ")


def _splits(doc: Doc, outer: Name, start: int, end: int, entry: Entry) -> bool:
    """Whether a longer span is the known name with something else stuck to it: "Tehran on Monday", "Russian Putin"."""
    if outer.label == "PERSON" and start == outer.start and entry.kind == "demonym":
        return True
    if start != outer.start or end >= outer.end:
        return False
    rest = doc[end : outer.end]
    if rest[0].tag_ in ("VBZ", "VBD", "MD") and rest[0].tag_ != "POS":
        return True  # a headline in title case: "ISIS Takes Credit"
    if entry.kind == "body" and all(t.is_lower for t in rest):
        return True  # "RIA Novosti news agency"
    return entry.kind in ("country", "capital") and rest[0].text == ","


_ARTICLES: Final = frozenset(("a", "an"))


@cache
def _organ_table() -> tuple[dict[str, list[tuple[str, ...]]], frozenset[str]]:
    """Nouns of organs by their first word, the longest first; what may stand before them."""
    raw = read_data("organs.yaml")
    heads: dict[str, list[tuple[str, ...]]] = {}
    for head in sorted((tuple(re.findall(r"\w+|'s", head)) for head in raw["heads"]), key=lambda h: (-len(h), h)):
        heads.setdefault(head[0], []).append(head)
    return heads, frozenset(raw["modifiers"])


def _whole(doc: Doc, names: list[Name]) -> list[Name]:
    """Names to the end of their hyphens ("Harakat-e-Sarhad"), and stations with the word before ("Radio Sucre")."""
    out = []
    taken = {i for n in names for i in range(n.start, n.end)}
    for n in names:
        start, end = n.start, n.end
        while (
            n.label != "DATE"
            and end + 1 not in taken
            and end + 1 < len(doc)
            and doc[end].text in ("-", "–")
            and not (doc[end].whitespace_ or doc[end - 1].whitespace_)
        ):
            end += 2
        while end > n.end and doc[end - 1].is_lower:
            end -= 2  # "Saudi-led"
        before = doc[start - 1] if start else None
        station = before is not None and before.text in _STATIONS and before.i not in taken
        if station and n.label in ("LOC", "GPE", "ORG"):
            n, start = replace(n, label="ORG", source="document"), start - 1
        out.append(n if (start, end) == (n.start, n.end) else replace(n, start=start, end=end))
    return out


@cache
def _foreign_bodies() -> frozenset[str]:
    return frozenset(read_data("nouns.yaml")["organization_abroad"])


def _bodies_abroad(doc: Doc, names: list[Name]) -> list[Name]:
    """Bodies by their first word in another language: "Comando Zabor", "Mouvement pour Zabor"."""
    out: list[Name] = []
    for n in names:
        if n.label != "DATE" and n.source != "known":
            before = doc[n.start - 1] if n.start and not doc[n.start].is_sent_start else None
            if before is not None and before.is_title and before.lower_ in _foreign_bodies():
                n = replace(n, start=n.start - 1, label="ORG", source="document")
                if out and out[-1].end > n.start:
                    out.pop()
            elif doc[n.start].is_title and doc[n.start].lower_ in _foreign_bodies() and n.end - n.start > 2:
                n = replace(n, label="ORG", source="document")
        out.append(n)
    return out


def _owned_bodies(doc: Doc, names: list[Name]) -> list[Name]:
    """Bodies named after their members: "the Weavers' Union", "the Zabor Widows' Association"."""
    out = list(names)
    for token in doc[2:]:
        mark, owners = doc[token.i - 1], doc[token.i - 2]
        if not token.is_title or token.lower_ not in _body_words() or mark.text not in ("'", "’"):
            continue
        if not owners.text[0].isupper() or not owners.lower_.endswith("s") or owners.tag_ not in ("NNS", "NNPS"):
            continue
        start = owners.i
        while start and doc[start - 1].text[0].isupper() and doc[start - 1].dep_ == "compound":
            start -= 1
        start += doc[start].tag_ == "DT"
        out = [n for n in out if n.end <= start or n.start > token.i]
        out.append(Name(start, token.i + 1, "ORG", "document"))
    return sorted(out, key=lambda n: (n.start, n.end))


_STATIONS: Final = frozenset(("Radio", "Radyo", "Rádio", "TV", "Channel", "Canal", "Télé"))


def _organs(doc: Doc, names: list[Name]) -> list[Name]:
    """State organs: a demonym or a country and the noun of an organ are one name ("Iraqi army")."""
    heads, modifiers = _organ_table()
    out = list(names)
    for owner in names:
        known = load_gazetteer().lookup(doc[owner.start : owner.end].text)
        if known is None or known.kind not in ("country", "demonym"):
            end = _local_organ(doc, owner) if owner.label in ("LOC", "GPE") else None
            if end is not None:
                out = [n for n in out if n.end <= owner.start or n.start >= end]
                out.append(Name(owner.start, end, "ORG", "known"))
            continue
        if owner.start and doc[owner.start - 1].lower_ in _ARTICLES:
            continue
        at = owner.end
        if known.kind == "country" and at < len(doc) and doc[at].tag_ == "POS":
            at += 1
        first, limit = at, min(len(doc), at + 6)
        found = None
        while at < limit and found is None:
            word = doc[at].lower_
            for head in heads.get(word, ()):
                if tuple(t.lower_ for t in doc[at : at + len(head)]) == head:
                    found = at + len(head)
                    break
            else:
                if word not in modifiers or doc[at].is_sent_start:
                    break
                at += 1
        if found is None or (doc[found - 1].tag_ == "NNS" and doc[found - 1].lower_ not in _PLURAL_ORGANS):
            continue
        if found < len(doc) and doc[found].lower_ == "of" and doc[found - 1].lower_ == "ministry":
            continue  # "the Russian Ministry of Defence": the model reads on
        possessed = first > owner.end
        if possessed and load_gazetteer().lookup(doc[first:found].text) is not None and doc[first].is_title:
            continue  # "Russia's Federal Security Service": the organ has a name of its own
        # A name of its own after the possessive, of capitals that the table does not have, keeps to itself.
        longer = [n for n in names if n.start >= first and n.start < found and n.end > found]
        if longer:
            continue
        out = [n for n in out if n.end <= owner.start or n.start >= found]
        out.append(Name(owner.start, found, "ORG", "known"))
    return sorted(out, key=lambda n: (n.start, n.end))


def _local_organ(doc: Doc, place: Name) -> int | None:
    """The end of the organ of a region or town that a place begins: "the Arequipa regional government"."""
    for organ in _local_organs():
        end = place.end + len(organ)
        if tuple(t.lower_ for t in doc[place.end : end]) == organ and (end == len(doc) or doc[end].tag_ != "NNP"):
            return end
    return None


@cache
def _local_organs() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(re.findall(r"\w+|'s", organ)) for organ in read_data("organs.yaml")["local"])


_PLURAL_ORGANS: Final = words_of("forces services guards police")


@cache
def human_nouns() -> frozenset[str]:
    """Nouns for persons."""
    return frozenset(n for nouns in read_data("nouns.yaml")["person"].values() for n in nouns)


def _by_context(doc: Doc, names: list[Name]) -> list[Name]:
    """Labels that the words around a name decide."""
    gazetteer = load_gazetteer()
    persons = {t for n in names if n.label == "PERSON" and n.end - n.start > 1 for t in _texts(doc, n)}
    surnames = {doc[n.end - 1].text for n in names if n.label == "PERSON"}
    families = {doc[n.end - 1].text for n in names if n.label == "PERSON" and n.end - n.start > 1}
    bodies = (_texts(doc, n) for n in names if n.label == "ORG" and n.end - n.start > 2)
    firms = [b for b in bodies if b[0] not in _given_names() and b[-1].lower() in COMPANIES]
    out = []
    for n in names:
        before = doc[n.start - 1] if n.start else None
        if n.source == "known" or n.label == "DATE":
            out.append(n)
            continue
        if _given_name(doc, n):
            out.append(replace(n, label="PERSON", source="document"))
            continue
        text = _text(doc, n)
        lone = n.label in ("LOC", "GPE", "ORG") and text in families
        unknown = gazetteer.lookup(text) is None and not gazetteer.is_city(text)
        if _surname_here(doc, n, surnames) or (lone and unknown):
            out.append(replace(n, label="PERSON", source="document"))
            continue
        if n.label == "PERSON" and any(_texts(doc, n) == long[: n.end - n.start] for long in firms):
            out.append(replace(n, label="ORG", source="document"))
            continue
        if (
            text == "State"
            and n.start > 1
            and doc[n.start - 1].lower_ == "of"
            and doc[n.start - 2].lower_ == "secretary"
        ):
            continue
        # "the firm Musk founded"
        acts = n.label == "PERSON" and doc[n.start : n.end].root.dep_ in ("nsubj", "nsubj:pass")
        introduced = before is not None and _introduces(before) and not acts
        body = n.label in ("PERSON", "LOC", "GPE") and (introduced or _is_called_body(doc, n))
        if body and text not in persons and not gazetteer.is_city(text) and doc[n.start].text not in _given_names():
            out.append(replace(n, label="ORG", source="told"))
            continue
        if before is None:
            out.append(n)
            continue
        titled = before.lower_ in TITLES or (
            before.pos_ in ("NOUN", "PROPN") and before.lemma_.lower() in human_nouns()
        )
        comma = n.start > 1 and before.text == ","
        head = doc[n.start : n.end].root.head
        if head.dep_ == "nmod" and head.pos_ == "PROPN":
            head = head.head  # "the mayor of Lircay, Delia Ccanto,"
        described = comma and doc[n.start : n.end].root.dep_ == "appos" and head.lemma_.lower() in human_nouns()
        proper = all(t.pos_ == "PROPN" for t in doc[n.start : n.end]) and not any(
            t.is_upper for t in doc[n.start : n.end]
        )
        if n.label in ("ORG", "GPE", "LOC", "FAC", "NORP") and proper and (titled or described):
            if not gazetteer.is_city(text) and n.end - n.start <= 3:
                n = replace(n, label="PERSON", source="document")
        elif n.label in ("PERSON", "ORG") and n.end - n.start == 1 and text not in persons:
            located = before.lower_ in ("in", "near", "outside") and gazetteer.is_city(text)
            n = replace(n, label="GPE", source="document") if located else n
        elif n.label == "NORP" and doc[n.end - 1].tag_ == "NNP" and doc[n.start : n.end].root.dep_ in ("obl", "nmod"):
            cases = {k.lower_ for k in doc[n.start : n.end].root.children if k.dep_ == "case"}
            n = replace(n, label="FAC", source="document") if cases & {"at", "near", "outside", "inside"} else n
        out.append(n)
    return out


@cache
def _given_names() -> frozenset[str]:
    return frozenset(name for names in read_data("given_names.yaml").values() for name in names)


@cache
def _body_words() -> frozenset[str]:
    raw = read_data("nouns.yaml")
    bodies = {noun for nouns in raw["organization"].values() for noun in nouns}
    return frozenset(bodies | set(raw["facility"]) | set(raw["place"]))


def _given_name(doc: Doc, n: Name) -> bool:
    """Whether a name read as a body's or a place's begins with a given name and ends like nothing but a surname."""
    words = [t for t in doc[n.start : n.end] if t.text not in ("-", "–")]
    if n.label not in ("ORG", "GPE", "LOC", "NORP") or not 2 <= len(words) <= 3 or words[0].text not in _given_names():
        return False
    last = words[-1]
    surname = all(t.text[0].isupper() and not t.is_upper for t in words) and last.pos_ == "PROPN"
    known = load_gazetteer().lookup(last.text) is not None or load_gazetteer().is_city(doc[n.start : n.end].text)
    return surname and not known and last.lower_ not in _body_words() | COMPANIES


_NAMED_BODIES: Final = words_of(
    "weekly daily newspaper magazine broadcaster agency newswire website portal company firm manufacturer bank group "
    "movement faction gang cartel brigade network party militia organization organisation charity watchdog "
    "regulator operator wing arm branch subsidiary union association alliance site outlet collective startup "
    "foundation airline newsroom studio think-tank conglomerate"
)
FIGHTERS: Final = words_of("rebel fighter militant guerrilla gunman insurgent militiaman jihadist commander terrorist")
COMPANIES: Final = words_of(
    "inc corp ltd plc co inc. corp. ltd. co. group motors holdings airlines airways lines shipping industries bank "
    "energy steel mining petroleum oil foods pharmaceuticals technologies systems partners enterprises construction "
    "engineering logistics capital holding media telecom motors resources minerals insurance securities networks"
)
_LANDMARKS: Final = words_of(
    "mount mt mt. fort port lake cape camp saint st st. san santa new north south east west upper lower el"
)


def _introduces(before: Token) -> bool:
    """Whether a noun for a body introduces the name behind it: "the weekly Obzor", "the news agency Asia-Plus"."""
    known = before.lemma_.lower() in _NAMED_BODIES and before.is_lower
    return known and before.i > 0 and before.nbor(-1).pos_ in ("DET", "NOUN", "ADJ", "PRON")


def _is_called_body(doc: Doc, n: Name) -> bool:
    """Whether an unknown name is described as a body, or has fighters: "Harakat-e-Sarhad, the armed movement"."""
    root = doc[n.start : n.end].root
    beside = [c for c in root.children if c.dep_ == "appos" and c.i > root.i]
    beside += [k for c in beside if c.lower_ == "one" for k in c.children if k.dep_ == "nmod"]  # "one of the gangs"
    described = root.head if root.dep_ == "appos" and root.head.i < root.i else None
    if described is not None and not any(c.dep_ == "case" and c.lower_ == "of" for c in described.children):
        beside.append(described)  # "its political wing, Zabor", not "a member of the union, Maria Zabor"
    told = any(c.lemma_.lower() in _NAMED_BODIES for c in beside)
    if root.dep_ in ("xcomp", "obj", "obl") and root.head.lower_ in _CALLED and root.head.dep_ in ("acl", "acl:relcl"):
        beside.append(root.head.head)  # "a group calling itself Black Stork"
    told = told or any(c.lemma_.lower() in _NAMED_BODIES for c in beside)
    fighters = root.dep_ == "compound" and root.head.lemma_.lower() in FIGHTERS
    if n.label == "PERSON" and root.dep_ == "nmod" and any(c.lower_ == "of" for c in root.children):
        odd = "-" in _text(doc, n) or doc[n.start].is_upper or n.end - n.start == 1
        fighters = odd and root.head.tag_ == "NNS" and root.head.lemma_.lower() in FIGHTERS  # "militants of RED-Tabara"
    return (told or fighters) and load_gazetteer().lookup(_text(doc, n)) is None


def _introduced(doc: Doc, names: list[Name]) -> list[Name]:
    """Adds the names that the model missed where a noun for a body introduces them."""
    taken = {i for n in names for i in range(n.start, n.end)}
    out = list(names)
    for noun in doc[:-1]:
        if noun.lower_ not in _NAMED_BODIES or not _introduces(noun):
            continue
        token = noun.nbor(1)
        name = token.pos_ == "PROPN" and token.text[0].isupper() and token.lower_ not in TITLES
        if not name or token.i in taken or token.is_sent_start:
            continue
        end = token.i + 1
        while (
            end < len(doc)
            and end not in taken
            and (doc[end].pos_ == "PROPN" or doc[end].text == "-" or (doc[end - 1].text == "-" and doc[end].is_title))
        ):
            end += 1
        out.append(Name(token.i, end - (doc[end - 1].text == "-"), "ORG", "told"))
    taken |= {i for n in out for i in range(n.start, n.end)}
    out += [n for n in _ministries(doc) if taken.isdisjoint(range(n.start, n.end))]
    out += [n for n in _called(doc) if taken.isdisjoint(range(n.start, n.end))]
    return sorted(out, key=lambda n: (n.start, n.end))


def _ministries(doc: Doc) -> Iterable[Name]:
    """ "the Interior Ministry", "the Ministry of Transport", of a state that the words do not name."""
    _, modifiers = _organ_table()
    for token in doc:
        if token.text not in ("Ministry", "Department"):
            continue
        start = token.i
        while start and doc[start - 1].is_title and doc[start - 1].lower_ in modifiers - {"of"}:
            start -= 1
        end = token.i + 1
        if end + 1 < len(doc) and doc[end].lower_ == "of":
            after = end + 1
            while after < len(doc) and doc[after].is_title and doc[after].lower_ in modifiers:
                after += 1
            end = after if after > end + 1 else end
        if end - start > 1:
            yield Name(start, end, "ORG", "document")


#: "a militia known as X"; "a group that calls itself X"
NAMED_AS: Final = words_of("called known named dubbed styled nicknamed")
CALLING_ITSELF: Final = words_of("calling calls called styling styles styled naming names named")
_CALLED: Final = NAMED_AS | CALLING_ITSELF
_INSIDE: Final = words_of("of the for and - – al de del la du des")


def _called(doc: Doc) -> Iterable[Name]:
    """What bodies are said to be called: "a group calling itself the Sons of the Valley", "a militia known as X"."""
    for verb in doc:
        if verb.lower_ not in _CALLED or verb.dep_ not in ("acl", "acl:relcl"):
            continue
        if verb.head.lemma_.lower() not in _NAMED_BODIES or not verb.head.is_lower:
            continue
        start = verb.i + 1
        while start < len(doc) and doc[start].lower_ in ("itself", "themselves", "as", "the", "“", '"', "``"):
            start += 1
        end = start
        while end < len(doc) and (doc[end].text[0].isupper() or (end > start and doc[end].lower_ in _INSIDE)):
            end += 1
        while end > start and doc[end - 1].lower_ in _INSIDE:
            end -= 1
        if end > start:
            yield Name(start, end, "ORG", "document")


def _surname_here(doc: Doc, n: Name, surnames: set[str]) -> bool:
    """Whether a name read as a place's ends with what is a person's surname in this document: "Ion Cebotari"."""
    words = _texts(doc, n)
    if n.label not in ("LOC", "GPE", "NORP", "FAC", "ORG") or not 2 <= len(words) <= 3 or words[-1] not in surnames:
        return False
    known = load_gazetteer().is_city(" ".join(words)) or words[0].lower() in _LANDMARKS
    proper = all(w.isalpha() and w[0].isupper() and not w.isupper() for w in words)
    return proper and not known and not {w.lower() for w in words} & _body_words()


_VENUES: Final = words_of(
    "hall stadium airport mosque church cathedral basilica temple synagogue monastery bridge hotel theater theatre "
    "square mall arena tower street road avenue boulevard highway palace prison park gate cemetery"
)


def _venue(doc: Doc, n: Name) -> Name:
    """A name that ends in the word for a building or a road is a FAC."""
    if n.source == "known" or n.label not in ("ORG", "GPE", "LOC", "NORP") or n.end - n.start < 2:
        return n
    return replace(n, label="FAC", source="document") if doc[n.end - 1].lower_ in _VENUES else n


def _common_word(doc: Doc, n: Name) -> bool:
    """Whether a one-word name at a sentence's start is but a word that the document has in small letters too."""
    token = doc[n.start]
    if n.source == "known" or n.label in ("DATE", "NORP") or n.end - n.start > 1:
        return False
    return token.is_title and bool(token.is_sent_start) and any(t.text == token.lower_ for t in doc)


def _acronyms(doc: Doc, names: list[Name]) -> list[Name]:
    """`Federal Security Service (FSB)`: both are names, of one label."""
    out = {(n.start, n.end): n for n in names}
    bodies = {n.end: n.start for n in names if n.label == "ORG"}
    for long, short in expansions(doc, bodies):
        inside = [n for n in out.values() if n.start < long[1] and n.end > long[0] and n.label != "DATE"]
        label = next((n.label for n in inside if n.end == long[1]), "ORG")
        if label == "NORP":
            label = "ORG"
        if not any(n.end == long[1] and n.start <= long[0] for n in inside):
            out = {k: n for k, n in out.items() if n not in inside}
            out[long] = Name(*long, label, "document")
        for n in [n for n in out.values() if n.start < short[1] and n.end > short[0]]:
            del out[(n.start, n.end)]
        out[short] = Name(*short, label, "known")
    known = {n.start: n for n in out.values() if n.label == "ORG"}
    for n in list(out.values()):
        # "Khorasan Province (IS-K)": what stands in brackets behind a name is another name of the same.
        inner = known.get(n.end + 1)
        if inner is None or doc[n.end].text != "(" or inner.end >= len(doc) or doc[inner.end].text != ")":
            continue
        if n.label in ("GPE", "LOC", "NORP") and n.source != "known" and not load_gazetteer().is_city(_text(doc, n)):
            out[(n.start, n.end)] = replace(n, label="ORG", source="document")
    return sorted(out.values(), key=lambda n: (n.start, n.end))


def _text(doc: Doc, n: Name) -> str:
    return doc[n.start : n.end].text


def expansions(doc: Doc, bodies: Mapping[int, int]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Acronyms in brackets behind what they are short for: (tokens of the words, tokens of the acronym).

    Either the letters are the initials of the words, small words left out or not ("Islamic State (IS)"), or the words
    are the name of an organization (`bodies`: where it ends -> where it begins), whose acronym may come from another
    language ("Federal Security Service (FSB)").
    """
    found = []
    for token in doc:
        if token.text != "(" or token.i + 2 >= len(doc):
            continue
        end = next((i for i in range(token.i + 1, min(token.i + 6, len(doc))) if doc[i].text == ")"), None)
        if end is None or end == token.i + 1:
            continue
        acronym = doc[token.i + 1 : end].text
        if len(acronym) < 2 or not _ACRONYM.fullmatch(acronym):
            continue
        letters = re.sub(r"[^A-Z]", "", acronym)
        start = _initials(doc, token.i, letters)
        body = bodies.get(token.i)
        if start is None and body is not None and token.i - body > 1 and 2 <= len(letters) <= 6:
            one, other = (load_gazetteer().lookup(t) for t in (doc[body : token.i].text, acronym))
            credit = other is not None and other.group == "news_agencies_and_media" and one is None
            if other is None or (other.label == "ORG" and not credit and (one is None or one.of == other.of)):
                start = body
        if start is not None:
            found.append(((start, token.i), (token.i + 1, end)))
    return found


def _initials(doc: Doc, end: int, letters: str) -> int | None:
    """Where the words begin that end at token `end` and spell `letters` with their initials."""
    at, left = end - 1, letters
    start = None
    while at >= 0 and left and end - at <= len(letters) + 5:
        word = doc[at].text
        if doc[at].is_space and "\n" in word:
            return None
        if word[0].isupper() and word[0] == left[-1]:
            left, start = left[:-1], at
        elif word[0].isupper() or not (
            word in ("-", "–", "'s", "’s") or doc[at].pos_ in ("ADP", "DET", "CCONJ", "PART")
        ):
            if word.lower()[:1].upper() == left[-1] and doc[at].pos_ in ("NOUN", "ADJ"):
                left, start = left[:-1], at
            else:
                return None
        at -= 1
    if left or start is None or not doc[start].text[0].isupper():
        return None
    return start


def _texts(doc: Doc, n: Name) -> list[str]:
    return [t.text for t in doc[n.start : n.end]]


def _key(doc: Doc, n: Name) -> str:
    return " ".join(t.lower() for t in _texts(doc, n))


def _one_label(doc: Doc, names: list[Name]) -> list[Name]:
    """One string, one label: what is known wins, else the majority, else the first reading in the text."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    sure: dict[str, str] = {}
    for n in names:
        if n.label == "DATE":
            continue
        key = _key(doc, n)
        votes[key][n.label] += 1
        if n.source in ("known", "told"):
            sure.setdefault(key, n.label)
        elif n.label == "PERSON" and n.end - n.start > 1:
            votes[doc[n.end - 1].lower_][n.label] += 1
    out = []
    for n in names:
        if n.label != "DATE" and n.source != "known":
            key = _key(doc, n)
            n = replace(n, label=sure.get(key) or votes[key].most_common(1)[0][0])
        out.append(n)
    return out


def _mentioned_again(doc: Doc, names: list[Name], shouted: set[int]) -> list[Name]:
    """Names of the document, and surnames of its persons, where the model missed them, also in shouted headlines."""
    forms: dict[tuple[str, ...], str] = {}
    for n in sorted(names, key=lambda n: (n.start, n.end)):
        if n.label in ("DATE", "NORP"):
            continue
        words = tuple(_texts(doc, n))
        if len("".join(words)) > 1:
            forms.setdefault(words, n.label)
    for words, label in list(forms.items()):
        surname = words[-1]
        if label == "PERSON" and len(words) > 1 and surname[0].isupper() and len(surname) > 2:
            forms.setdefault((surname,), "PERSON")
    lowered = {tuple(w.lower() for w in words): label for words, label in reversed(forms.items())}
    by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in sorted(lowered, key=lambda w: (-len(w), w)):
        by_first[words[0]].append(words)
    taken = {i for n in names for i in range(n.start, n.end)}
    out = list(names)
    for token in doc:
        for words in by_first.get(token.lower_, ()):
            start, end = token.i, token.i + len(words)
            if end > len(doc) or any(i in taken for i in range(start, end)):
                continue
            here = tuple(t.text for t in doc[start:end])
            if tuple(w.lower() for w in here) != words:
                continue
            if start in shouted:
                if len(words) == 1 and token.is_stop:
                    continue
            elif here not in forms or (len(words) == 1 and not _proper(token)):
                continue
            out.append(Name(start, end, lowered[words], "document"))
            taken.update(range(start, end))
            break
    return sorted(out, key=lambda n: (n.start, n.end))


def _proper(token: Token) -> bool:
    """Whether a word stands here as a name: tagged as one, or in capitals inside a sentence."""
    if token.pos_ == "PROPN" or (token.is_upper and len(token) > 1):
        return True
    return token.text[0].isupper() and not token.is_sent_start and token.pos_ in ("NOUN", "ADJ", "X")
