"""Figures: how many people are told to have been killed, injured, arrested ... and whom the number counts.

Numbers come from `quantities`, the words that make a number a figure from `rules/figures.yaml`, the construction
(active, passive, relative and reduced clauses, "the death of 60 people", "60 dead") from the tree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from spacy.tokens import Doc, Token

from kg.extract.dates import DateSpan, find_dates
from kg.extract.frames import lemma_of
from kg.extract.quantities import Quantity, find_quantities
from kg.language.sentences import sentence_of, sentence_start

_SUBSET_CASES = frozenset(("including", "among", "amongst", "of", "with", "include", "like", "except", "excluding"))
_SUBSET_AFTER = frozenset(
    ("them", "whom", "which", "these", "those", "the", "his", "her", "their", "our", "its", "this")
)
_STATE_DEPS = frozenset(("xcomp", "advcl", "ccomp", "amod", "obj", "advmod", "compound:prt"))
_PASSIVE_AUX = frozenset(("aux:pass",))
_SUBJECTS = frozenset(("nsubj", "nsubj:pass", "nsubj:outer"))
_MODALS = frozenset(
    ("could", "may", "might", "would", "should", "can", "must", "will", "shall", "wo", "'ll", "’ll", "ca")
)
_DOUBTS = frozenset(("not", "n't", "n’t", "never", "possibly", "perhaps", "potentially", "hardly"))
_CONDITIONS = frozenset(("if", "unless", "whether", "lest"))
_NOT_IN_GROUP = frozenset(("other", "others", "more", "additional", "further", "another", "the", "a", "an", "of"))
_NOT_A_COUNT_AFTER = frozenset(("%", "percent", "per", "pc", "-", "/", "years", "year", "times"))
_NOT_A_COUNT_BEFORE = frozenset(
    ("$", "€", "£", "#", "per", "aged", "age", "no.", "number", "article", "route", "flight", "/")
)


@dataclass(frozen=True, slots=True)
class FigureSpan:
    """Words that count people.

    `start`, `end` are tokens of the whole phrase (number, noun, bound words), `head` the token that stands for it in
    the tree, `governor` the verb or noun that it depends on (None where there is none). `min`, `max` are inclusive,
    None = open. `group` is whom it counts in the text's words, None for people in general. `hypothetical` is true
    where the words are negated, feared, planned or merely possible.
    """

    start: int
    end: int
    start_char: int
    end_char: int
    head: int
    governor: int | None
    kind: str
    min: int | None
    max: int | None
    group: str | None
    hypothetical: bool = False

    def text(self, doc: Doc) -> str:
        """The words."""
        return doc.text[self.start_char : self.end_char]


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    transitive: frozenset[str]
    intransitive: frozenset[str]
    nouns: frozenset[str]
    of: frozenset[str]
    states: frozenset[str]
    idioms: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Words:
    kinds: tuple[_Kind, ...]
    tolls: Mapping[str, str]
    toll_numbers: frozenset[str]
    toll_verbs: frozenset[str]
    life_verbs: frozenset[str]
    life_nouns: frozenset[str]
    body_verbs: frozenset[str]
    body_nouns: frozenset[str]
    hospital_verbs: frozenset[str]
    hospital_nouns: frozenset[str]
    hostage_verbs: frozenset[str]
    hostage_kinds: Mapping[str, str]
    state_verbs: frozenset[str]
    unreal: frozenset[str]
    people: frozenset[str]
    not_people: frozenset[str]

    def kind_by(self, field: str, lemma: str) -> str | None:
        for kind in self.kinds:
            if lemma in getattr(kind, field):
                return kind.name
        return None


@cache
def _words() -> _Words:
    data: dict[str, Any] = yaml.safe_load((files("kg.extract") / "rules" / "figures.yaml").read_text("utf-8"))
    kinds = tuple(
        _Kind(
            name=name,
            transitive=frozenset(fields["transitive"]),
            intransitive=frozenset(fields["intransitive"]),
            nouns=frozenset(fields["nouns"]),
            of=frozenset(fields["of"]),
            states=frozenset(fields["states"]),
            idioms=frozenset((verb, noun) for verb, noun in fields["idioms"]),
        )
        for name, fields in data["kinds"].items()
    )
    return _Words(
        kinds,
        data["tolls"]["nouns"],
        frozenset(data["tolls"]["numbers"]),
        frozenset(data["tolls"]["verbs"]),
        frozenset(data["lives"]["verbs"]),
        frozenset(data["lives"]["nouns"]),
        frozenset(data["bodies"]["verbs"]),
        frozenset(data["bodies"]["nouns"]),
        frozenset(data["hospital"]["verbs"]),
        frozenset(data["hospital"]["nouns"]),
        frozenset(data["hostage"]["verbs"]),
        data["hostage"]["kinds"],
        frozenset(data["state_verbs"]),
        frozenset(data["unreal"]),
        frozenset(data["people"]),
        frozenset(data["not_people"]),
    )


def find_figures(doc: Doc, dates: Sequence[DateSpan] | None = None) -> tuple[FigureSpan, ...]:
    """All figures of people in a parsed document, in order of the text.

    `dates` are the document's dates, if they are at hand (numbers inside them count nobody). A subset of another
    figure ("including three children", "of these, 60") is none of its own; coordinated parts of one kind under one
    predicate ("three soldiers and two civilians were killed") are summed.

    >>> from kg.language import load_pipeline
    >>> doc = load_pipeline()("The attack killed at least 60 people.")
    >>> [(f.text(doc), f.kind, f.min, f.max) for f in find_figures(doc)]
    [('at least 60 people', 'killed', 60, None)]
    """
    if dates is None:
        dates = find_dates(doc, None)
    dated = {index for span in dates for index in range(span.start, span.end)}
    found: list[FigureSpan] = []
    for quantity in find_quantities(doc):
        if dated.isdisjoint(range(quantity.number_start, quantity.number_end)) and _may_count(doc, quantity):
            figure = _figure(doc, quantity)
            if figure is not None:
                found.append(figure)
    return tuple(_summed(doc, found))


def _may_count(doc: Doc, quantity: Quantity) -> bool:
    """Whether a number can count at all: no sum of money, share, rate, age, score or name."""
    before = doc[quantity.start - 1].lower_ if quantity.start else ""
    after = doc[quantity.end].lower_ if quantity.end < len(doc) else ""
    if before in _NOT_A_COUNT_BEFORE or after in _NOT_A_COUNT_AFTER:
        return False
    if doc[quantity.start].ent_type_ in ("MONEY", "PERCENT"):
        return False
    # ", 25," after a name is an age.
    return not (before == "," and after in (",", ".") and quantity.number_end - quantity.number_start == 1 and (
        quantity.start > 1 and doc[quantity.start - 2].pos_ == "PROPN"))  # fmt: skip


def _head(doc: Doc, quantity: Quantity) -> Token:
    """The token that stands for the counted: the noun that the number modifies, else the number itself."""
    inside = range(quantity.number_start, quantity.number_end)
    tops = [doc[i] for i in inside if doc[i].head.i not in inside or doc[i].head.i == doc[i].i]
    token = tops[-1] if tops else doc[quantity.number_end - 1]
    for _ in range(4):
        if token.dep_ in ("nummod", "det", "advmod", "compound", "amod", "quantmod") and token.head.i > token.i:
            token = token.head
        else:
            break
    return token


def _figure(doc: Doc, quantity: Quantity) -> FigureSpan | None:
    words = _words()
    head = _head(doc, quantity)
    if head.i < quantity.start or sentence_start(head) != sentence_start(doc[quantity.start]):
        return None
    counted = head
    if head.i < quantity.number_end:  # the number heads the phrase: "dozens of people", "133"
        counted = next((child for child in head.children if child.dep_ == "nmod" and _case(child) == "of"), head)
    set_phrase = _surface(doc, quantity)
    if set_phrase is not None:
        return None if _is_subset(doc, quantity, head) else set_phrase
    if any(doc[i].is_punct and doc[i].text not in "-'\"“”‘’" for i in range(quantity.end, head.i)):
        return None
    lemma = counted.lemma_.lower()
    if lemma in words.not_people or head.lemma_.lower() in words.not_people or _is_subset(doc, quantity, head):
        return None
    reading = _kind_of(head, counted, quantity)
    if reading is None:
        return None
    kind, governor = reading
    return _made(doc, quantity, head, counted, kind, governor)


def _made(doc: Doc, quantity: Quantity, head: Token, counted: Token, kind: str, governor: Token | None) -> FigureSpan:
    end = max(quantity.end, head.i + 1, counted.i + 1)
    if end < len(doc) and doc[end].lower_ in ("others", "more") and doc[end].head.i in (head.i, counted.i):
        end += 1
    start_char = doc[quantity.start].idx
    last = doc[end - 1]
    said_by = head if governor is None else governor
    return FigureSpan(
        start=quantity.start,
        end=end,
        start_char=start_char,
        end_char=last.idx + len(last),
        head=head.i,
        governor=None if governor is None else governor.i,
        kind=kind,
        min=quantity.min,
        max=quantity.max,
        group=_group(doc, quantity, head, counted),
        hypothetical=_unreal(said_by),
    )


def _case(token: Token) -> str:
    cases = [child.lower_ for child in token.children if child.dep_ == "case" and child.i < token.i]
    return cases[0] if cases else ""


def _first_conjunct(token: Token) -> Token:
    while token.dep_ == "conj" and token.head.i != token.i and token.head.pos_ in ("NOUN", "PROPN", "NUM", "PRON"):
        token = token.head
    return token


def _is_subset(doc: Doc, quantity: Quantity, head: Token) -> bool:
    """Whether a number counts some of those that another number, or the text before, has counted."""
    for token in {head.i: head, _first_conjunct(head).i: _first_conjunct(head)}.values():
        if token.dep_ in ("nmod", "obl", "advcl", "acl", "appos", "nmod:unmarked", "dep"):
            case = _case(token)
            if case in _SUBSET_CASES - {"of"}:
                return True
    before = [
        doc[i].lower_ for i in range(max(sentence_start(doc[quantity.start]), quantity.start - 3), quantity.start)
    ]
    if "including" in before or "whom" in before or before[-2:] in (["among", "them"], ["of", "them"]):
        return True
    sentence = sentence_of(doc[quantity.start])
    opening = [token.lower_ for token in sentence[:2]]
    if (
        len(opening) == 2
        and opening[0] in ("of", "among")
        and opening[1] in _SUBSET_AFTER
        and quantity.start > sentence.start
    ):
        return True
    after = [doc[i].lower_ for i in range(quantity.end, min(quantity.end + 2, len(doc)))]
    return len(after) == 2 and after[0] == "of" and after[1] in _SUBSET_AFTER


def _kind_of(head: Token, counted: Token, quantity: Quantity) -> tuple[str, Token | None] | None:
    """What a counted noun is a figure of, and the word that says so."""
    words = _words()
    lemma = counted.lemma_.lower()
    if counted.pos_ != "VERB":
        noun = words.kind_by("nouns", lemma)
        if noun == "participants" and (told := _from_governor(_first_conjunct(head), quantity)) is not None:
            return told  # "shot dead three marchers"
        if noun is not None and (counted.pos_ in ("NOUN", "ADJ") or counted.i != head.i):
            return noun, _governor(head)
    elif words.kind_by("states", counted.lower_) and counted.tag_ == "VBN":
        return words.kind_by("states", counted.lower_), _governor(head)  # type: ignore[return-value]
    for child in counted.children:
        if child.dep_ == "amod" and child.i < counted.i:
            state = words.kind_by("states", child.lower_)
            if state is not None:
                return state, child
    for described in {head.i: head, counted.i: counted}.values():
        for child in described.children:
            if child.dep_.startswith("acl") or (child.dep_ in ("amod", "xcomp") and child.i > described.i):
                found = _from_description(child, described)
                if found is not None:
                    return found, child
    told = _from_governor(_first_conjunct(head), quantity)
    if told is None and head.i == counted.i and head.pos_ == "NUM" and quantity.end < len(head.doc):
        after = head.doc[quantity.end]  # "60 people dead and 145 injured": a number and a state, whatever hangs where
        kind = words.kind_by("states", after.lower_) if after.tag_ in ("VBN", "VBD", "JJ") else None
        return (kind, after) if kind is not None else None
    return told


def _governor(token: Token) -> Token | None:
    token = _first_conjunct(token)
    return token.head if token.head.i != token.i else None


def _from_description(verb: Token, described: Token) -> str | None:
    """ "60 people killed in ...", "four men who were arrested", "20 who died", "12 people missing"."""
    words = _words()
    lemma = verb.lemma_.lower()
    subject = next((child for child in verb.children if child.dep_ in _SUBJECTS), None)
    if subject is not None and subject.lower_ not in ("who", "that", "which"):
        return None
    passive = any(child.dep_ in _PASSIVE_AUX for child in verb.children) or (verb.tag_ == "VBN" and subject is None)
    if passive:
        return words.kind_by("transitive", lemma) or words.kind_by("states", verb.lower_) or _set_phrase(verb, True)
    if verb.lower_ in ("dead", "missing", "homeless", "unaccounted"):
        return words.kind_by("states", verb.lower_)
    if subject is not None or verb.tag_ == "VBG":
        return words.kind_by("intransitive", lemma) or _idiom(verb)
    return None


def _idiom(verb: Token) -> str | None:
    for child in verb.children:
        if child.dep_ in ("obj", "obl", "obl:unmarked"):
            for kind in _words().kinds:
                if (verb.lemma_.lower(), child.lemma_.lower()) in kind.idioms:
                    return kind.name
    return None


def _set_phrase(verb: Token, passive: bool) -> str | None:
    """ "taken to hospital", "taken hostage", "left dead", "reported missing"."""
    words = _words()
    lemma = verb.lemma_.lower()
    for child in verb.children:
        word = child.lemma_.lower()
        if passive and lemma in words.hospital_verbs and child.dep_.startswith("obl"):
            told = {t.lemma_.lower() for t in child.subtree}  # "treated for burns at a hospital"
            if told & words.hospital_nouns:
                return "injured"
        if (
            lemma in words.hostage_verbs
            and word in words.hostage_kinds
            and child.i > verb.i
            and (child.dep_ in ("xcomp", "obj", "obl", "obl:unmarked", "advmod", "amod", "dep", "advcl"))
        ):
            return words.hostage_kinds[word]
        if (lemma in words.state_verbs or lemma in words.unreal) and child.dep_ in _STATE_DEPS:
            state = words.kind_by("states", child.lower_)
            if state is not None:
                return state
    return None


def _from_governor(head: Token, quantity: Quantity) -> tuple[str, Token | None] | None:
    words = _words()
    if head.head.i == head.i:
        return None
    above, dep = head.head, head.dep_
    lemma = lemma_of(above)  # with its particle: "rounded up"
    cases = [child.i for child in head.children if child.dep_ == "case"]
    if dep.startswith("obl") and cases and all(quantity.start <= i < quantity.number_start for i in cases):
        dep = "obj"  # "detained around a dozen men": the word that bounds the number was read as a preposition
    elif dep == "obl:unmarked" and head.i > above.i and not any(child.dep_ == "obj" for child in above.children):
        dep = "obj"  # "injured 10 others": an object that the parser lost sight of
    passive = any(child.dep_ in _PASSIVE_AUX for child in above.children)
    bodies = lemma in words.body_verbs and head.lemma_.lower() in words.body_nouns
    found: str | None = None
    if dep == "obj":
        found = words.kind_by("transitive", lemma) if not passive else None
        if lemma in words.life_verbs and head.lemma_.lower() in words.life_nouns:
            found = "killed"
        if bodies:
            found = "killed"
        if lemma in words.hostage_verbs and head.lemma_.lower() in words.hostage_kinds:
            found = words.hostage_kinds[head.lemma_.lower()]
        found = found or _set_phrase(above, False)
    elif dep == "nsubj:pass" or (dep == "nsubj" and _bare_participle(above)):
        found = words.kind_by("transitive", lemma) or words.kind_by("states", above.lower_) or _set_phrase(above, True)
        if bodies:
            found = found or "killed"
    elif dep == "nsubj":
        found = words.kind_by("intransitive", lemma) or _idiom(above) or _set_phrase(above, False)
        state = words.kind_by("states", above.lower_)
        if found is None and state is not None and above.tag_ not in ("VBD", "VBZ", "VBP") and not _case(above):
            found = state
    elif dep == "nmod" and _case(head) == "of":
        found = words.kind_by("of", lemma) if above.pos_ in ("NOUN", "PROPN") else None
        if lemma in words.life_nouns and above.dep_ == "obj" and above.head.lemma_.lower() in words.life_verbs:
            return "killed", above.head  # "cost the lives of five soldiers"
    elif dep in ("obl", "obl:agent") and passive and _case(head) == "by" and lemma == "attend":
        found = "participants"
    if found is None:
        return _toll(head)
    return found, above


def _bare_participle(verb: Token) -> bool:
    """A participle without its auxiliary, as headlines have it: "145 wounded"."""
    return verb.tag_ == "VBN" and not any(child.dep_ in ("aux", "obj", "aux:pass") for child in verb.children)


def _toll(head: Token) -> tuple[str, Token | None] | None:
    """ "The death toll rose to 137", "a death toll of 137", "brought the number of dead to 137"."""
    words = _words()
    above = head.head
    if head.dep_ == "nmod" and _case(head) == "of":
        kind = _toll_kind(above)
        return (kind, above) if kind else None
    if head.dep_ not in ("obl", "obj", "nsubj", "obl:unmarked", "advmod", "xcomp", "nmod"):
        return None
    if above.lemma_.lower() not in words.toll_verbs:
        return None
    if head.dep_.startswith("obl") and _case(head) not in ("to", "at", "past", "above", "from", ""):
        return None
    if _case(head) == "from":
        return None
    for child in above.children:
        if child.i != head.i and child.dep_ in ("nsubj", "nsubj:pass", "obj"):
            kind = _toll_kind(child)
            if kind is not None:
                return kind, above
    return None


def _toll_kind(noun: Token) -> str | None:
    words = _words()
    lemma = noun.lemma_.lower()
    if lemma in words.tolls or f"{noun.nbor(-1).lower_ if noun.i else ''} {lemma}" in words.tolls:
        modifiers = [child.lower_ for child in noun.children if child.dep_ in ("compound", "amod")]
        other = next((words.kind_by("of", one) or words.kind_by("states", one) for one in modifiers), None)
        return other or "killed"
    if lemma in words.toll_numbers:
        for child in noun.children:
            if child.dep_ == "nmod" and _case(child) == "of":
                kind = words.kind_by("nouns", child.lemma_.lower()) or words.kind_by("states", child.lower_)
                if kind is not None:
                    return kind
                for verb in child.children:
                    if verb.dep_ == "nmod" and (kind := words.kind_by("states", verb.lower_)):
                        return kind  # "people in custody"
                    if verb.dep_.startswith("acl") or verb.dep_ == "amod":
                        inner = [k for k in verb.children if k.dep_ == "xcomp"]  # "people known to have died"
                        told = next((w for k in inner if (w := words.kind_by("intransitive", k.lemma_.lower()))), None)
                        if told is not None:
                            return told
                        kind = _from_description(verb, child) or words.kind_by("states", verb.lower_)
                        if kind is not None:
                            return kind
    return None


def _surface(doc: Doc, quantity: Quantity) -> FigureSpan | None:
    """Set phrases that stand right after the number ("100 sustained injuries"), whatever the tree makes of them."""
    words = _words()
    at = quantity.end
    sentence_end = sentence_of(doc[quantity.start]).end
    noun = doc[quantity.number_end - 1]
    if at < sentence_end and doc[at].pos_ == "NOUN" and doc[at].lemma_.lower() in words.people:
        noun, at = doc[at], at + 1
    while at < sentence_end and doc[at].lower_ in ("others", "more", "have", "had"):
        at += 1
    if at + 1 >= sentence_end:
        return None
    verb = doc[at]
    following = [doc[i].lemma_.lower() for i in range(at + 1, min(at + 4, sentence_end))]
    verb_lemma = {"sustained": "sustain", "suffered": "suffer", "lost": "lose", "received": "receive"}.get(verb.lower_)
    for kind in words.kinds:
        for first, second in kind.idioms:
            if verb_lemma == first and second in following:
                return _made(doc, quantity, noun, noun, kind.name, verb)
    return None


def _group(doc: Doc, quantity: Quantity, head: Token, counted: Token) -> str | None:
    """Whom a figure counts, in the text's words; None for people without more."""
    words = _words()
    if counted.i < quantity.number_end or counted.i == quantity.number_end - 1:
        return None
    lemma = counted.lemma_.lower()
    first = quantity.end if head.i == counted.i else min(token.i for token in counted.subtree if token.dep_ != "case")
    start = max(first, quantity.end)
    while start < counted.i and (doc[start].lower_ in _NOT_IN_GROUP or doc[start].is_punct):
        start += 1
    if words.kind_by("nouns", lemma) or lemma in words.hostage_kinds or counted.lower_ in ("others", "more"):
        return None
    # A state ("12 wounded soldiers") is told by the kind.
    while start < counted.i and words.kind_by("states", doc[start].lower_):
        start += 1
    if start == counted.i and lemma in words.people:
        return None
    end = counted.i + 1
    for child in counted.children:
        if child.dep_ == "nmod" and _case(child) == "of" and child.i == max(t.i for t in child.subtree):
            end = child.i + 1
    return doc[start:end].text or None


def _unreal(token: Token) -> bool:
    """Whether what a predicate tells is negated, conditional, planned, feared or only possible."""
    words = _words()
    if token.lemma_.lower() in words.unreal:
        return True
    for _ in range(8):
        for child in token.children:
            if child.dep_ == "aux" and child.lower_ in _MODALS:
                return True
            if child.dep_ == "advmod" and child.lower_ in _DOUBTS:
                return True
            if child.dep_ == "mark" and child.lower_ in _CONDITIONS:
                return True
        above = token.head
        if above.i == token.i:
            return False
        if token.dep_ in ("xcomp", "acl") and (above.lemma_.lower() in words.unreal or _noun_of_plan(above)):
            return True
        # A description of a noun and a coordinated clause with its own subject have a reality of their own.
        own_subject = any(child.dep_ in ("nsubj", "nsubj:pass") for child in token.children)
        shares = token.dep_ in ("advcl", "xcomp", "acl") or (token.dep_ == "conj" and not own_subject)
        if not shares and (token.pos_ == "VERB" or token.dep_ not in ("obl", "nsubj", "nsubj:pass", "obj", "nmod")):
            return False
        token = above
    return False


def _noun_of_plan(token: Token) -> bool:
    return token.lemma_.lower() in ("plan", "plot", "threat", "attempt", "intention", "order", "call", "bid")


def _summed(doc: Doc, figures: Sequence[FigureSpan]) -> list[FigureSpan]:
    """Join coordinated parts of one kind under one predicate into their sum."""
    done: list[FigureSpan] = []
    for figure in figures:
        last = done[-1] if done else None
        if last is not None and _are_parts(doc, last, figure):
            low = last.min + figure.min if last.min is not None and figure.min is not None else None
            high = last.max + figure.max if last.max is not None and figure.max is not None else None
            # Without the first number the two groups read as one phrase: "soldiers and two civilians" says too much.
            groups = " and ".join(dict.fromkeys(group for group in (last.group, figure.group) if group))
            both = groups if last.group and figure.group else None
            done[-1] = replace(last, end=figure.end, end_char=figure.end_char, min=low, max=high, group=both,
                               hypothetical=last.hypothetical or figure.hypothetical)  # fmt: skip
        else:
            done.append(figure)
    return done


def _are_parts(doc: Doc, first: FigureSpan, second: FigureSpan) -> bool:
    if first.kind != second.kind or first.governor is None or first.governor != second.governor:
        return False
    token = doc[second.head]
    return token.dep_ == "conj" and _first_conjunct(token).i == _first_conjunct(doc[first.head]).i
