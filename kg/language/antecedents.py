"""Whom a pronoun most likely means: a log-linear scorer of its candidates, learnt from annotated chains.

Candidates are the nouns, names and pronouns before it that agree with it; "none of them" competes with them. Scores are
sums of weights of features that hold (Denis and Baldridge 2007 rank candidates so); what is said of several mentions of
one thing adds up. A pronoun that stands for one that was not sure itself is no surer than that. The weights
(`data/antecedents.json`) are made by `training.antecedents` from the open part of GUM.
"""

from __future__ import annotations

import bisect
import json
import math
from collections.abc import Hashable, Iterator
from functools import cache
from importlib import resources
from typing import Final

from spacy.tokens import Token

from kg.language.discourse import ACTING, HUMAN_ENDS, MAX_PARAGRAPHS, STAFF, SUBJECTS, WANTED, Discourse, noun_tables

SURE: Final = 0.65  # probability from which on a pronoun joins a chain (set on the training documents)
_SENTENCES: Final = 3  # looked back
_PRONOUN: Final = ("PRP", "PRP$")


@cache
def _weights() -> dict[str, float]:
    text = resources.files("kg.language").joinpath("data", "antecedents.json").read_text(encoding="utf-8")
    found: dict[str, float] = json.loads(text)
    return found


def _bucket(n: int, *steps: int) -> int:
    return sum(n >= step for step in steps)


def _role(token: Token) -> str:
    relation = token.dep_
    if relation in SUBJECTS:
        return "subject"
    if relation in ("obj", "iobj", "conj", "appos"):
        return "object" if relation == "iobj" else relation
    if relation == "nmod:poss":
        return "possessor"
    return relation.split(":")[0] if relation.startswith(("obl", "nmod")) else relation.lower()[:4]


class Antecedents:
    """The candidates of the pronouns of one document, and what has been decided of them so far."""

    def __init__(self, text: Discourse) -> None:
        self.text, self.doc = text, text.doc
        self._group: dict[int, Hashable] = {}  # what pronouns that joined nothing were taken for
        self._sure: dict[int, float] = {}

    def chain_of(self, token: Token, want: str) -> int | None:
        """The chain that a pronoun joins, or None where no named thing is likely enough."""
        heads = self.candidates(token, want)
        if not heads:
            return None
        weights = _weights()
        rows = [*self.features(token, want, heads), self.none_features(token, want, heads)]
        scores = [sum(weights.get(name, 0.0) for name in row) for row in rows]
        top = max(scores)
        shares = [math.exp(score - top) for score in scores]
        total = sum(shares)
        likely: dict[Hashable, float] = {}
        sure: dict[Hashable, float] = {}
        for (head, _), share in zip(heads, shares, strict=False):
            group = self.group(head)
            likely[group] = likely.get(group, 0.0) + share / total
            sure[group] = sure.get(group, 0.0) + share / total * self._sure.get(head, 1.0)
        best = max(likely, key=lambda group: likely[group])
        if likely[best] < shares[-1] / total:
            return None
        self._group[token.i], self._sure[token.i] = best, sure[best]
        return best if isinstance(best, int) and sure[best] >= SURE else None

    def group(self, head: int) -> Hashable:
        """What a candidate is a mention of: a chain, or the same noun."""
        chain = self.text.head_chain.get(head)
        if chain is not None:
            return chain
        token = self.doc[head]
        return self._group.get(head, ("pronoun", head) if token.tag_ in _PRONOUN else token.lemma_.lower())

    def link(self, token: Token, head: int) -> None:
        """Take a pronoun for another mention of a candidate (in training, where it is known)."""
        self._group[token.i] = self.group(head)

    # -- candidates ---------------------------------------------------------------------------------------------------

    def candidates(self, token: Token, want: str) -> list[tuple[int, int]]:
        """Head and distance in sentences of whatever may be meant, the nearest first."""
        text = self.text
        here = text.sentence_of[token.i]
        said = text.content(token)
        out = []
        for back in range(min(_SENTENCES, here) + 1):
            sentence = text.sentences[here - back]
            if text.paragraph(token.i) - text.paragraph(sentence.start) > MAX_PARAGRAPHS:
                break
            found = text.heads_in(sentence.start, sentence.end if back else token.i)
            if not back:
                found = [h for h in found if not text.bound(token, h) and h not in said]
            out += [(h, back) for h in reversed(found) if self._agrees(h, want)]
        return out

    def _agrees(self, head: int, want: str) -> bool:
        """Whether number, gender and kind allow it: less strict than the rules, for the rest is weighed."""
        token = self.doc[head]
        chain = self.text.head_chain.get(head)
        genders, kinds, *_ = noun_tables()
        noun = token.lemma_.lower()
        several = any(k.dep_ == "conj" for k in token.children)
        if chain is not None:
            known = self.text.chains[chain]
            if want in ("m", "f"):
                return known.label == "PERSON" and known.gender in (None, want)
            return known.label not in ("PERSON", "NORP") if want == "thing" else known.label != "PERSON" or several
        if token.tag_ in _PRONOUN:
            return WANTED.get(token.lower_) == want
        single = token.tag_ in ("NN", "NNP")
        if want == "thing":
            return single and noun not in genders
        if want == "many":
            return not single or token.tag_ == "NNP" or noun in kinds or several
        if noun in genders:
            return single and bool(genders[noun] & {"male" if want == "m" else "female", "any"})
        return token.tag_ == "NNP" or (single and noun.endswith(HUMAN_ENDS))

    # -- features -----------------------------------------------------------------------------------------------------

    def features(self, token: Token, want: str, heads: list[tuple[int, int]]) -> Iterator[list[str]]:
        """The features that hold of each candidate."""
        text, doc = self.text, self.doc
        kind = "person" if want in ("m", "f") else want
        mine = _role(token)
        said_by = text.speaker(token)
        above = self._subjects_above(token)
        firsts = {back: head for head, back in heads}  # the first of each sentence comes last
        acting = mine == "subject" and token.head.lemma_.lower() in ACTING
        staff = token.lower_ in ("its", "their") and token.head.lemma_.lower() in STAFF
        seen: list[Hashable] = []
        for head, back in heads:
            other = doc[head]
            role, near = _role(other), min(back, 1)
            group = self.group(head)
            between = len([g for g in seen if g != group])
            if group not in seen:
                seen.append(group)
            form, sort = self._form(head)
            determiner = next((k.lower_ for k in other.children if k.dep_ == "det"), "")
            article = {"the": "the", "this": "the", "that": "the", "a": "a", "an": "a"}.get(determiner, "-")
            plural = other.tag_ in ("NNS", "NNPS") or any(k.dep_ == "conj" for k in other.children)
            names = [
                f"sentences {back}", f"role {role} {near}", f"role {role} for {mine}", f"form {form}",
                f"sort {sort} {form}", f"gender {self._gender(head, want)}", f"plural {plural}",
                f"between {_bucket(between, 1, 2, 3, 5, 8)} {near}", f"group {_bucket(len(seen), 2, 3, 4, 6)}",
                f"mentions {_bucket(self._mentions(head, token.i), 1, 2, 3, 5, 8)}", f"article {article} {form}",
                f"quoted {self._quotation(token.i, head)}",
                f"paragraphs {text.paragraph(token.i) - text.paragraph(head)}",
                f"distance {_bucket(token.i - head, 3, 6, 10, 16, 25, 40, 60)}",
            ]  # fmt: skip
            if head in above:
                names += ["above", f"above {min(above[head], 3)} for {mine}"]
            if role == "subject" and other.head.dep_ in ("root", "ROOT"):
                names.append(f"main subject {min(back, 2)}")
            if firsts[back] == head:
                names.append(f"first {min(back, 2)}")
            if role == mine:
                names.append(f"parallel {near}")
            if said_by is not None:
                if said_by.i == head:
                    names.append("says it")
                if text.head_chain.get(head) == text.head_chain.get(said_by.i, -1):
                    names.append("speaker")
            if form == "pronoun":
                names.append(f"pronoun {other.lower_ == token.lower_} {role} for {mine}")
            if acting:
                names.append(f"acts {sort}")
            if staff:
                names.append(f"has staff {sort}")
            if token.head.dep_ == "conj" and other.head.i == token.head.head.i:
                names.append(f"conjoined {role} for {mine}")
            yield [f"{kind}: {name}" for name in names]

    def none_features(self, token: Token, want: str, heads: list[tuple[int, int]]) -> list[str]:
        """The features of "none of the candidates"."""
        verb = token.head
        names = [
            "always", f"{token.lower_} {_role(token)}", f"candidates {_bucket(len(heads), 1, 2, 4, 8)}",
            f"acting {verb.lemma_.lower() in ACTING}", f"quoted {bool(self.text.quoted[token.i])}",
        ]  # fmt: skip
        if token.lower_ == "it":
            relations = {k.dep_ for k in verb.children}
            clause = bool(relations & {"ccomp", "csubj", "xcomp"})
            names += [f"it {verb.pos_} {'cop' in relations} {clause}", f"it {verb.lemma_.lower()}"]
        return [f"{want}: none: {name}" for name in names]

    def _subjects_above(self, token: Token) -> dict[int, int]:
        """Subjects and possessors before a pronoun in the clauses around it, with their height above it."""
        out: dict[int, int] = {}
        for height, ancestor in enumerate(token.ancestors):
            for k in ancestor.children:
                if k.i < token.i and k.dep_ in (*SUBJECTS, "nmod:poss"):
                    out.setdefault(k.i, height)
        return out

    def _form(self, head: int) -> tuple[str, str]:
        """Form of a mention (name, nominal of a chain, other noun, pronoun), and what sort of thing it names."""
        token = self.doc[head]
        chain = self.text.head_chain.get(head)
        if chain is not None:
            pronoun = token.tag_ in _PRONOUN
            form = "pronoun" if pronoun else "name" if token.pos_ == "PROPN" else "nominal"
            return form, self.text.chains[chain].label
        if token.tag_ in _PRONOUN:
            return "pronoun", "open"
        noun = token.lemma_.lower()
        for sort, table in zip(("human", "body", "place", "building"), noun_tables(), strict=True):
            if noun in table:
                return "noun", sort
        return "noun", "proper" if token.pos_ == "PROPN" else "other"

    def _gender(self, head: int, want: str) -> str:
        """How the gender of a candidate fits: known, possible, or nothing that has one."""
        if want not in ("m", "f"):
            return "-"
        chain = self.text.head_chain.get(head)
        if chain is not None:
            return "open" if self.text.chains[chain].gender is None else "same"
        token = self.doc[head]
        if token.tag_ in _PRONOUN:
            return "same"
        genders = noun_tables()[0].get(token.lemma_.lower())
        return "no" if genders is None else "any" if "any" in genders or len(genders) > 1 else "same"

    def _mentions(self, head: int, before: int) -> int:
        """How often the chain of a candidate was mentioned."""
        chain = self.text.head_chain.get(head)
        return 0 if chain is None else bisect.bisect_left(self.text.chains[chain].heads, before)

    def _quotation(self, i: int, head: int) -> str:
        """Whether pronoun and candidate stand in quotations."""
        mine, other = self.text.quoted[i], self.text.quoted[head]
        if not mine or not other:
            return "neither" if mine == other else "pronoun" if mine else "candidate"
        return "same" if mine == other else "both"
