"""ClearNLP trees into Universal Dependencies v2: the one module that knows the older scheme.

spaCy's trained English pipelines carry ClearNLP labels (dobj, pobj, prep, nsubjpass). Here each sentence's heads and
labels become those of UD English: nouns are the heads of their prepositions (`case`), the predicate noun or adjective
the head of its copula (`cop`), all conjuncts hang on the first, names are `flat` from their first word.

Each step moves whole subtrees (a child takes its head's place, or a token moves to an ancestor, a sibling or a
sibling's descendant), so that a tree stays a tree whatever the parser made of the sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np
from spacy.tokens import Doc, Token


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CLEARNLP_ONLY: Final = _words(
    "acomp agent attr auxpass csubjpass dative dobj intj meta neg npadvmod nsubjpass oprd pcomp pobj poss preconj "
    "predet prep prt quantmod relcl"
)

RENAMED: Final = {
    "ROOT": "root",
    "acomp": "xcomp",
    "attr": "xcomp",
    "auxpass": "aux:pass",
    "csubjpass": "csubj:pass",
    "dative": "iobj",
    "dobj": "obj",
    "intj": "discourse",
    "meta": "punct",
    "neg": "advmod",
    "nsubjpass": "nsubj:pass",
    "oprd": "xcomp",
    "poss": "nmod:poss",
    "preconj": "cc:preconj",
    "predet": "det:predet",
    "prt": "compound:prt",
    "quantmod": "advmod",
    "relcl": "acl:relcl",
}

# Titles are described by UD English as nominal modifiers of the name, not as part of it.
TITLES: Final = _words(
    "president premier minister chancellor governor senator representative congressman congresswoman mayor king queen "
    "prince princess emperor pope bishop archbishop cardinal ayatollah imam sheikh sheik judge justice attorney "
    "ambassador secretary chief director chairman chairwoman chair commander commissioner general colonel captain "
    "major lieutenant sergeant admiral marshal officer inspector detective constable spokesman spokeswoman "
    "spokesperson professor doctor lawyer coach actor actress singer author leader sir lord lady dame mr mrs ms miss "
    "dr prof gen col capt lt sgt maj adm sen rep gov rev st mr. mrs. ms. dr. prof. gen. col. capt. lt. sgt. maj. adm. "
    "sen. rep. gov. rev. pres. sec. hon."
)

_NOMINAL: Final = frozenset(("NOUN", "PROPN", "PRON", "NUM", "SYM", "DET"))
_CLAUSE_LABELS: Final = frozenset(
    ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl", "aux", "auxpass", "mark", "neg", "advcl", "parataxis")
)
_PLACE_ADVERBS: Final = _words("here there where home away abroad ahead nearby outside inside upstairs how")
_PREPOSED: Final = frozenset(("prep", "agent", "dative"))
MONTHS: Final = _words(
    "january february march april may june july august september october november december jan feb mar apr jun jul "
    "aug sep sept oct nov dec jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec."
)
# Verbs whose object is who is spoken to.
_ADDRESSING: Final = _words(
    "tell ask inform notify remind warn assure convince promise persuade show advise urge teach"
)
_FIXED: Final = frozenset(
    (
        "according to",
        "as of",
        "as to",
        "as well",
        "because of",
        "depending on",
        "due to",
        "each other",
        "instead of",
        "less than",
        "more than",
        "of course",
        "one another",
        "out of",
        "prior to",
        "rather than",
        "so that",
        "such as",
        "up to",
        "fewer than",
        "as for",
        "as if",
        "in order",
        "kind of",
        "sort of",
    )
)
_OPENING: Final = frozenset(("(", "[", "{", "“", "‘", "``", "-LRB-", "«"))
_CLOSING: Final = {
    ")": ("(",), "]": ("[",), "}": ("{",), "”": ("“", '"'), "''": ("``", '"'), "-RRB-": ("-LRB-",), "»": ("«",),
}  # fmt: skip


class _Tree:
    """One sentence under conversion: heads and labels by index in the Doc, the root its own head."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = {t.i: t for t in tokens}
        self.head = {t.i: t.head.i for t in tokens}
        self.dep = {t.i: t.dep_ for t in tokens}
        self.pos = {t.i: t.pos_ for t in tokens}
        self.clausal: set[int] = set()  # non-verbs that head a clause
        self.of_clause: set[int] = set()  # their dependents that were the copula's, not the noun's

    def kids(self, i: int, *labels: str) -> list[int]:
        return [k for k, h in self.head.items() if h == i and k != i and (not labels or self.dep[k] in labels)]

    def is_root(self, i: int) -> bool:
        return self.head[i] == i

    def place_of(self, child: int, head: int) -> None:
        """`child`, a child of `head`, takes its place; `head` becomes its child; labels are the caller's to set."""
        self.head[child] = child if self.is_root(head) else self.head[head]
        self.dep[child] = self.dep[head]
        self.head[head] = child

    def move_kids(self, old: int, new: int, which: Callable[[int], bool] = lambda _: True) -> None:
        for kid in self.kids(old):
            if kid != new and which(kid):
                self.head[kid] = new

    def low(self, i: int) -> str:
        return self.tokens[i].text.lower()  # (lower_ needs a vocabulary that knows lexical attributes)


def is_clearnlp(doc: Doc) -> bool:
    """Whether the trees of `doc` carry ClearNLP labels.

    Both schemes share most labels; the ones that only ClearNLP has decide.
    """
    return any(t.dep_ in CLEARNLP_ONLY for t in doc)


def to_universal(doc: Doc, *, clearnlp: bool | None = None) -> Doc:
    """Turn ClearNLP trees into Universal Dependencies, in place, and return the Doc; UD trees are left alone.

    Tags and lemmas stay; UPOS stays but for copulas and auxiliaries, which become AUX. Where the document has
    entities, those labelled PERSON become `flat` names. `clearnlp` says which scheme the trees are in (a short text
    may have no label that tells); None asks `is_clearnlp`.

    >>> from spacy.tokens import Doc
    >>> from spacy.vocab import Vocab
    >>> doc = Doc(Vocab(), words=["He", "lives", "in", "Paris"], heads=[1, 1, 1, 2],
    ...           deps=["nsubj", "ROOT", "prep", "pobj"], pos=["PRON", "VERB", "ADP", "PROPN"])
    >>> [(t.dep_, t.head.text) for t in to_universal(doc)]
    [('nsubj', 'lives'), ('root', 'lives'), ('case', 'Paris'), ('obl', 'lives')]
    """
    if not doc.has_annotation("DEP"):
        return doc
    if not (is_clearnlp(doc) if clearnlp is None else clearnlp):
        for token in doc:
            if token.dep_ == "ROOT":  # spaCy's own name for it, whatever the scheme
                token.dep_ = "root"
        return doc
    heads, deps, pos = np.zeros(len(doc), dtype="int64"), [""] * len(doc), [""] * len(doc)
    for sentence in doc.sents:
        tree = _Tree(list(sentence))
        for step in _STEPS:
            step(tree)
        for i in tree.tokens:
            heads[i], deps[i], pos[i] = tree.head[i] - i, tree.dep[i], tree.pos[i]
    strings = doc.vocab.strings
    array: Any = np.zeros((len(doc), 3), dtype="uint64")
    array[:, 0] = heads.astype("uint64")  # spaCy reads negative offsets back from their two's complement
    array[:, 1] = [strings.add(d) for d in deps]
    array[:, 2] = [strings.add(p) for p in pos]
    doc.from_array(["HEAD", "DEP", "POS"], array)
    return doc


def _prepositions(tree: _Tree) -> None:
    """The object takes its preposition's place: `in <- Paris` becomes `Paris -> in (case)`."""
    # Deepest first, so that in "from behind the door" the noun rises step by step.
    order = sorted(tree.tokens, key=lambda i: (-_depth(tree, i), i))
    for prep in order:
        label = tree.dep[prep]
        if tree.pos[prep] not in ("ADP", "SCONJ", "ADV", "PART", "VERB", "ADJ") and label not in ("prep", "agent"):
            continue
        objects = tree.kids(prep, "pobj")
        clauses = tree.kids(prep, "pcomp")
        phrases = [k for k in tree.kids(prep, "prep") if k > prep and _has_case(tree, k)]
        partner = tree.head[prep]
        if objects and label == "conj" and tree.dep[partner] in _PREPOSED and not tree.kids(partner, "pobj", "pcomp"):
            tree.head[objects[0]] = partner  # "in and around the city": both take the same noun
        elif objects:
            _raise_object(tree, prep, objects[0])
        elif clauses:
            _raise_clause(tree, prep, clauses[0])
        elif phrases and label == "prep":
            _raise_object(tree, prep, phrases[0])  # "according to", "from behind"


def _depth(tree: _Tree, i: int) -> int:
    depth = 0
    while tree.head[i] != i:
        i, depth = tree.head[i], depth + 1
    return depth


def _raise_object(tree: _Tree, prep: int, noun: int) -> None:
    label = tree.dep[prep]
    tree.place_of(noun, prep)
    tree.dep[prep] = "case"
    joined = [k for k in tree.kids(prep, "conj") if tree.pos[k] == "ADP" and not _has_case(tree, k)]
    tree.move_kids(prep, noun, lambda k: not (k in joined or (joined and tree.dep[k] == "cc")))
    if label == "agent":
        tree.dep[noun] = "obl:agent"
    elif label in _PREPOSED or label in ("advmod", "npadvmod", "prt", "mark", "quantmod", "dep"):
        tree.dep[noun] = "prep"  # obl or nmod: told apart when the heads are final
    # pobj, pcomp, conj, ROOT, ccomp ...: the noun stands where the preposition stood


def _has_case(tree: _Tree, i: int) -> bool:
    return bool(tree.kids(i, "case"))


def _raise_clause(tree: _Tree, prep: int, clause: int) -> None:
    label = tree.dep[prep]
    nominal = tree.pos[clause] not in ("VERB", "AUX") and not tree.kids(clause, *_CLAUSE_LABELS)
    free_relative = any(tree.tokens[k].tag_ in ("WP", "WDT", "WRB", "WP$") for k in tree.kids(clause))
    tree.place_of(clause, prep)
    tree.dep[prep] = "case" if nominal else "mark"
    tree.move_kids(prep, clause)
    if label in ("prep", "agent", "dative", "advmod", "dep"):
        tree.dep[clause] = "prep" if nominal else "clause"
    elif label == "pobj":
        tree.dep[clause] = "pobj" if nominal else "pcomp"
    if free_relative and tree.low(prep) not in ("after", "before", "since", "until"):
        tree.dep[prep] = "mark"


def _copulas(tree: _Tree) -> None:
    """The predicate takes its copula's place, with subjects and auxiliaries."""
    for be in sorted(tree.tokens, key=lambda i: (-_depth(tree, i), i)):
        token = tree.tokens[be]
        if token.lemma_.lower() != "be" and tree.low(be) not in ("is", "are", "was", "were", "be", "been", "'s", "'re"):
            continue
        if tree.pos[be] not in ("AUX", "VERB") or tree.dep[be] in ("aux", "auxpass", "cop"):
            continue
        tree.pos[be] = "AUX"
        predicate = _predicate(tree, be)
        if predicate is None:
            if tree.kids(be, "expl"):
                tree.pos[be] = "VERB"
                for k in tree.kids(be, "attr"):
                    tree.dep[k] = "nsubj"
            continue
        outer = tree.dep[predicate] in ("ccomp", "advcl")
        tree.place_of(predicate, be)
        tree.dep[be] = "cop"
        tree.clausal.add(predicate)
        for kid in tree.kids(be):
            tree.head[kid] = predicate
            tree.of_clause.add(kid)
            if outer and tree.dep[kid] in ("nsubj", "csubj"):
                tree.dep[kid] += ":outer"


def _predicate(tree: _Tree, be: int) -> int | None:
    if tree.kids(be, "expl"):
        return next((k for k in tree.kids(be, "acomp")), None)
    for labels in (("attr",), ("acomp",), ("oprd",)):
        found = tree.kids(be, *labels)
        if found:
            after = [k for k in found if k > be]
            return (after or found)[0]
    subjects = tree.kids(be, "nsubj", "csubj")
    phrases = [k for k in tree.kids(be, "prep", "clause") if _has_case(tree, k) and k > be]
    adverbs = [k for k in tree.kids(be, "advmod") if tree.low(k) in _PLACE_ADVERBS]
    if adverbs and (not phrases or adverbs[0] < phrases[0]):
        return adverbs[0]
    if phrases:
        return phrases[0]
    clauses = [k for k in tree.kids(be, "ccomp") if k > be]
    if clauses and subjects:
        return clauses[0]
    return None


def _conjuncts(tree: _Tree) -> None:
    """All conjuncts on the first; conjunctions and commas on the conjunct that follows."""
    for i in sorted(tree.tokens):
        if tree.dep[i] != "conj":
            continue
        first = tree.head[i]
        while tree.dep[first] == "conj" and tree.head[first] != first:
            first = tree.head[first]
        tree.head[i] = first
    for i in sorted(tree.tokens):
        if tree.dep[i] not in ("cc", "punct"):
            continue
        head = tree.head[i]
        top = tree.head[head] if tree.dep[head] == "conj" else head
        following = [k for k in tree.kids(top, "conj") if k > i]
        if not following or i < top:
            continue
        left = min(following)
        if tree.dep[i] == "punct" and not _between(tree, top, i, left):
            continue
        tree.head[i] = left


def _between(tree: _Tree, top: int, comma: int, conjunct: int) -> bool:
    """Whether a comma parts two conjuncts: the last thing before the conjunct's own words, or before its `and`."""
    left = min(_subtree(tree, conjunct))
    return tree.low(comma) in (",", ";", ":", "-", "–", "—") and comma < conjunct and left - comma <= 2


def _subtree(tree: _Tree, i: int) -> set[int]:
    found, todo = {i}, [i]
    while todo:
        for kid in tree.kids(todo.pop()):
            if kid not in found:
                found.add(kid)
                todo.append(kid)
    return found


def _small_clauses(tree: _Tree) -> None:
    """`want him to leave`: the subject becomes the object of the governor, the clause open (xcomp)."""
    for i in sorted(tree.tokens):
        if tree.dep[i] != "ccomp" or tree.is_root(i):
            continue
        governor = tree.head[i]
        subjects = tree.kids(i, "nsubj", "nsubjpass")
        marks = tree.kids(i, "mark")
        to = [k for k in tree.kids(i, "aux") if tree.tokens[k].tag_ == "TO"]
        bare = tree.tokens[i].tag_ in ("VB", "VBG", "VBN") and not tree.kids(i, "aux", "auxpass", "cop")
        verbless = tree.pos[i] not in ("VERB", "AUX") and not tree.kids(i, "cop", "aux")
        if marks or not (to or bare or verbless):
            continue
        if not subjects:
            if to:
                tree.dep[i] = "xcomp"
            continue
        subject = subjects[0]
        if tree.pos[governor] in ("VERB", "AUX") and governor < subject < i:
            tree.head[subject] = governor
            tree.dep[subject] = "dobj"
            tree.dep[i] = "xcomp"


def _names(tree: _Tree) -> None:
    """Persons' names are flat from their first word; titles before them are `nmod:desc`."""
    names: dict[int, list[int]] = {}
    for i, token in tree.tokens.items():
        if tree.dep[i] == "compound" and tree.pos[i] == "PROPN" and tree.pos[tree.head[i]] == "PROPN":
            last = tree.head[i]
            if token.ent_type_ == "PERSON" == tree.tokens[last].ent_type_ or tree.low(i) in TITLES:
                names.setdefault(last, []).append(i)
    for last, parts in sorted(names.items()):
        titles = [i for i in parts if tree.low(i) in TITLES]
        for i in titles:
            tree.dep[i] = "nmod:desc"
        rest = [i for i in parts if i not in titles and i < last]
        if not rest or tree.tokens[last].ent_type_ != "PERSON":
            continue
        first = min(rest)
        tree.place_of(first, last)
        tree.dep[last] = "flat"
        tree.move_kids(last, first)
        for i in rest:
            if i != first:
                tree.dep[i] = "flat"


def _numbers(tree: _Tree) -> None:
    """The currency sign heads its amount, the day its month."""
    for i, token in sorted(tree.tokens.items()):
        amount = tree.head[i]
        if token.tag_ == "$" and tree.dep[i] in ("quantmod", "nmod") and tree.pos[amount] == "NUM" and i < amount:
            tree.place_of(i, amount)
            tree.dep[amount] = "nummod"
            tree.move_kids(amount, i, lambda k: tree.dep[k] not in ("compound", "quantmod", "advmod", "amod"))
        elif token.tag_ == "CD" and tree.dep[i] == "nummod" and tree.low(amount) in MONTHS and len(token) <= 2:
            tree.place_of(i, amount)
            tree.dep[amount] = "nmod:unmarked"
            tree.move_kids(amount, i)


def _addressees(tree: _Tree) -> None:
    """`told him that ...`, `asked him to ...`: whom words are addressed to is the indirect object."""
    for i in sorted(tree.tokens):
        verb = tree.head[i]
        if tree.dep[i] == "dobj" and tree.tokens[verb].lemma_.lower() in _ADDRESSING:
            content = [k for k in tree.kids(verb, "dobj", "ccomp", "xcomp") if k > i]
            if content:
                tree.dep[i] = "iobj"


def _extraposed(tree: _Tree) -> None:
    """`it is likely that ...`, `it was reported that ...`: `it` is an expletive, the clause the subject."""
    for i in sorted(tree.tokens):
        head = tree.head[i]
        if tree.low(i) != "it" or tree.dep[i] not in ("nsubj", "nsubjpass") or i > head:
            continue
        if not (tree.dep[i] == "nsubjpass" or (head in tree.clausal and tree.pos[head] in ("ADJ", "NOUN"))):
            continue
        clauses = [k for k in tree.kids(head, "ccomp", "xcomp") if k > head]
        clauses = [k for k in clauses if tree.dep[k] == "xcomp" or tree.kids(k, "mark")]
        if clauses and (tree.pos[clauses[0]] in ("VERB", "AUX") or clauses[0] in tree.clausal):
            tree.dep[clauses[0]] = "csubj:pass" if tree.dep[i] == "nsubjpass" else "csubj"
            tree.dep[i] = "expl"


def _fixed(tree: _Tree) -> None:
    """Prepositions and adverbs of two words: the second is `fixed` under the first."""
    for i in sorted(tree.tokens):
        j = i + 1
        if j not in tree.tokens or f"{tree.low(i)} {tree.low(j)}" not in _FIXED:
            continue
        if j != tree.head[i] == tree.head[j] != i and tree.dep[i] in ("case", "mark", "amod", "advmod"):
            tree.head[j] = i
        if tree.head[j] == i and not tree.kids(j):
            tree.dep[j] = "fixed"


def _punctuation(tree: _Tree) -> None:
    """A mark hangs on the unit that it sets off: the highest word beside it whose own head lies on its other side."""
    marks = {i for i in tree.tokens if tree.dep[i] == "punct" and not tree.kids(i)}
    words = [i for i in tree.tokens if i not in marks and not tree.tokens[i].is_space]
    if not words:
        return
    root = next(i for i in tree.tokens if tree.is_root(i))
    for i in sorted(marks):
        if tree.is_root(i):
            continue
        left = max((k for k in words if k < i), default=None)
        right = min((k for k in words if k > i), default=None)
        if right is None or left is None:
            closing = tree.tokens[i].text in _CLOSING and left is not None
            tree.head[i] = _partner_head(tree, i, words) if closing else root
            continue
        if tree.tokens[i].text in _CLOSING:
            tree.head[i] = _partner_head(tree, i, words)
            continue
        if tree.tokens[i].tag_ == "HYPH":
            continue
        while tree.head[left] < i and not tree.is_root(left):
            left = tree.head[left]
        while tree.head[right] > i and not tree.is_root(right):
            right = tree.head[right]
        if tree.tokens[i].text in _OPENING or tree.is_root(left) or tree.head[left] < i:
            tree.head[i] = right
        elif tree.is_root(right) or tree.head[right] > i:
            tree.head[i] = left
        else:
            tree.head[i] = right


def _partner_head(tree: _Tree, closing: int, words: Iterable[int]) -> int:
    """The head of what stands between a bracket or quotation mark and its partner, or of what stands before it."""
    opening = _CLOSING[tree.tokens[closing].text]
    start = max((i for i in tree.tokens if i < closing and tree.tokens[i].text in opening), default=None)
    inside = [i for i in words if i < closing and (start is None or i > start)]
    if not inside:
        return tree.head[closing]
    if start is None:
        return next(i for i in tree.tokens if tree.is_root(i))
    top = inside[-1]
    while tree.head[top] != top and start < tree.head[top] < closing:
        top = tree.head[top]
    return top


def _labels(tree: _Tree) -> None:
    for i, token in tree.tokens.items():
        label, head = tree.dep[i], tree.head[i]
        if tree.is_root(i):
            tree.dep[i] = "root"
        elif label in ("prep", "pobj", "agent", "npadvmod", "clause", "pcomp"):
            tree.dep[i] = _adjunct(tree, i)
        elif label == "aux" and token.tag_ == "TO":
            tree.dep[i] = "mark"
        elif label == "nmod":
            tree.dep[i] = "compound" if head > i else "nmod"
        elif label == "amod" and tree.pos[head] == "NUM":
            tree.dep[i] = "advmod"
        else:
            tree.dep[i] = RENAMED.get(label, label)
        if tree.dep[i] in ("aux", "aux:pass", "cop"):
            tree.pos[i] = "AUX"


def _adjunct(tree: _Tree, i: int) -> str:
    head = tree.head[i]
    nominal = tree.pos[head] in _NOMINAL and i not in tree.of_clause
    label = tree.dep[i]
    if label in ("clause", "pcomp"):
        return "acl" if nominal else "advcl"
    if label == "npadvmod":
        return "nmod:unmarked" if nominal else "obl:unmarked"
    if label == "prep" and not _has_case(tree, i) and tree.pos[i] in ("ADP", "ADV", "SCONJ"):
        return "advmod" if not nominal else "case" if not tree.kids(i) and i < head else "advmod"
    return "nmod" if nominal else "obl"


_STEPS: Final = (
    _prepositions,
    _copulas,
    _small_clauses,
    _addressees,
    _extraposed,
    _names,
    _numbers,
    _conjuncts,
    _labels,
    _fixed,
    _punctuation,
)
