"""Is it affirmed or denied, and how sure: what the words around a predicate do to it.

Negation, modals, hedging adverbs and adjectives, verbs of plan and belief, conditions, and governing nouns ("no
evidence that ...") are read off the tree upwards from the predicate until a verb of saying takes over: what a speaker
does to his content is attribution (see attribution.py). The scale is that of docs/ontology.md, after MUC-4's
perpetrator confidence and FactBank (Sauri and Pustejovsky 2009).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from spacy.tokens import Token

from kg.extract.frames import Frames, auxiliaries, is_verb, lemma_of
from kg.extract.words import read_data, words
from kg.language.sentences import sentence_of

# From sure to unsure; a hedge can only make a reading less sure.
SCALE = ("fact", "reported", "alleged", "suspected", "possible", "planned")


def less_sure(a: str, b: str) -> str:
    """The less sure of two certainties; a plan is a plan whoever tells it."""
    return max(a, b, key=SCALE.index)


@dataclass(frozen=True, slots=True)
class Speech:
    """The tables of `rules/speech.yaml`, turned around for look-up."""

    verbs: Mapping[str, str]
    nouns: Mapping[str, str]
    hedges: Mapping[str, str]
    modals: Mapping[str, str]
    accounts: Mapping[str, str]
    words: Mapping[str, frozenset[str]]
    media: Mapping[str, frozenset[str]]


@cache
def speech() -> Speech:
    """The words of saying, hedging and denying."""
    raw: dict[str, Any] = read_data("speech.yaml")

    def turned(key: str) -> dict[str, str]:
        return {word: level for level, words in reversed(list(raw[key].items())) for word in words}

    lists = {k: frozenset(v) for k, v in raw.items() if isinstance(v, list)}
    media = {k: frozenset(v) for k, v in raw["media"].items()}
    return Speech(turned("say"), turned("nouns"), turned("hedges"), raw["modals"], raw["accounts"], lists, media)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the words make of a predicate: denied or not, how sure, and whether it is only supposed (a condition)."""

    negated: bool = False
    certainty: str = "fact"
    hypothetical: bool = False


def is_negated(token: Token) -> bool:
    """Whether the predicate's own clause denies it: not, never, "no group claimed", "claimed no part", "neither"."""
    words = speech().words
    for c in token.children:
        if c.lower_ in words["negations"] and c.dep_ not in ("conj",):
            return True
        if c.dep_ in ("det", "advmod", "cc:preconj") and c.lower_ in words["negative_words"]:
            return True
        if c.dep_ in ("mark", "case") and c.lower_ == "without" and is_verb(token):
            return True
        if c.lower_ == "longer" and any(k.lower_ == "no" for k in c.children):
            return True
        if c.dep_.startswith("nsubj") and negative_nominal(c):
            return True
        if c.dep_ in ("obj", "obl") and is_verb(token) and negative_nominal(c) and c.lower_ != "nothing":
            return True
    return False


def negative_nominal(token: Token) -> bool:
    """ "no group", "nobody", "none of them"."""
    negative = speech().words["negative_words"]
    return token.lower_ in negative or any(
        c.dep_ in ("det", "cc:preconj") and c.lower_ in negative for c in token.children
    )


def _own(token: Token) -> tuple[bool, str, bool]:
    """(negated, certainty, hypothetical) from the words that hang on the predicate itself."""
    tables = speech()
    certainty, hypothetical = "fact", False
    for c in token.children:
        word = c.lower_
        if c.dep_ in ("aux", "aux:pass", "cop") and word in tables.modals:
            level = tables.modals[word]
            certainty = less_sure(certainty, level)
            hypothetical = hypothetical or word == "would"
        elif c.dep_ in ("advmod", "amod", "obl", "det", "nmod", "parataxis") and (
            word in tables.hedges or c.lemma_.lower() in tables.hedges
        ):
            certainty = less_sure(certainty, tables.hedges.get(word) or tables.hedges[c.lemma_.lower()])
        elif c.dep_ == "mark" and word == "of" and c.i and c.nbor(-1).lower_ == "short":
            hypothetical = True  # "stopped short of accusing"
        elif c.dep_ == "mark" and word == "from" and lemma_of(token.head) in tables.words["preventing"]:
            hypothetical = True  # "to keep them from launching rockets"
        elif c.dep_ == "mark" and word in tables.words["condition_marks"]:
            few_if_any = c.i > 0 and c.nbor(-1).lemma_.lower() in ("few", "little", "seldom", "rarely")
            hypothetical = hypothetical or not few_if_any
        elif c.dep_ == "cop" and token.tag_ == "VB" and is_verb(token):
            certainty = less_sure(certainty, "planned")  # "is to meet"
    # "thought about how to blame him"
    how_to = _is_infinitive(token) and any(c.lower_ == "how" for c in token.children)
    return is_negated(token), certainty, hypothetical or how_to or _is_inverted(token)


def _is_inverted(clause: Token) -> bool:
    """ "Should the army attack, ...", "had the rebels reached the palace, ...": conditions without an if."""
    subject = next((c for c in clause.children if c.dep_ in ("nsubj", "nsubj:pass")), None)
    first = clause.left_edge
    inverted = (
        first.lower_ in ("should", "had", "were")
        and first.head.i == clause.i
        and first.dep_ in ("aux", "aux:pass", "cop")
    )
    return inverted and subject is not None and subject.i > first.i and clause.dep_ in ("advcl", "parataxis", "ccomp")


def standing(token: Token, frames: Frames) -> Standing:
    """What the words around a predicate make of it, up to the nearest verb of saying with a speaker.

    Gives a Standing: `certainty` as of the article's own voice; the speaker's own effect is added by attribution.
    """
    tables = speech()
    negated, certainty, hypothetical = _own(token)
    current = token
    for _ in range(12):
        head, dep = current.head, current.dep_
        if head.i == current.i:
            if _is_question(current):
                certainty = less_sure(certainty, "possible")
            break
        lemma = lemma_of(head)
        if dep in ("acl", "ccomp", "advcl") and any(c.dep_ == "expl" for c in head.children):
            negated ^= any(_noun_negated(t) for t in _evidence_beside(head))  # "there was no indication that ..."
        if dep in ("acl", "ccomp", "advcl") and head.pos_ == "ADV":
            negated ^= any(_noun_negated(t) for t in _evidence_beside(head))  # "no indication so far that ..."
            break
        if dep in ("ccomp", "csubj", "csubj:pass") or (dep == "xcomp" and is_verb(head)):
            passive = frames.is_passive(head) if is_verb(head) else False
            if (
                lemma in tables.words["demands"]
                and not _is_finite(current)
                and (lemma in ("call", "appeal", "urge", "demand") or _of_another(current, head))
            ):
                hypothetical = True  # "demanded that the government assume responsibility"
            if lemma in tables.verbs and not (dep == "xcomp" and not passive) and (not passive or _has_agent(head)):
                hypothetical = hypothetical or _unsaid(head)
                break
            if passive and lemma in tables.verbs:  # "is believed to have", "is said to": nobody is named
                level = {"reported": "alleged", "denied": "alleged"}.get(tables.verbs[lemma], tables.verbs[lemma])
                if lemma in tables.words["plans"] and not any(c.lemma_ == "have" for c in current.children):
                    level = "planned"  # "is expected to meet", not "to have met"
                certainty = less_sure(certainty, level)
                negated ^= is_negated(head)
                hypothetical = hypothetical or _own(head)[2]
            elif dep == "xcomp":
                n, c, h = _own(head)
                if lemma in tables.verbs and lemma in ("claim", "deny", "admit", "acknowledge", "confess", "report"):
                    break  # "denied having carried out": the subject speaks of himself
                if lemma in tables.words["negative_verbs"] or (n and lemma not in tables.words["evidence"]):
                    negated = not negated
                if lemma in tables.hedges:
                    certainty = less_sure(certainty, tables.hedges[lemma])
                elif lemma in tables.words["plans"] and lemma not in tables.words["attempts"]:
                    certainty = less_sure(certainty, "planned")
                    hypothetical = hypothetical or n  # "did not want to harm" denies no harm
                certainty, hypothetical = less_sure(certainty, c), hypothetical or h
            else:
                n, c, h = _own(head)
                negated ^= n
                certainty, hypothetical = less_sure(certainty, c), hypothetical or h
                if lemma in tables.hedges:
                    certainty = less_sure(certainty, tables.hedges[lemma])
        elif dep in ("acl", "ccomp", "xcomp") and head.pos_ in ("NOUN", "ADJ"):
            if lemma in tables.words["evidence"]:
                if _noun_negated(head) and lemma not in tables.words["doubt"] and not _denies_reason(head):
                    negated = not negated
            elif lemma in tables.nouns:
                level = "denied" if _is_false(head) else tables.nouns[lemma]
                certainty = less_sure(certainty, "alleged" if level == "denied" else level)
                if level == "denied":
                    negated = not negated
            elif lemma in tables.words["plans"]:
                certainty = less_sure(certainty, "planned")
                hypothetical = hypothetical or _noun_negated(head)  # "has no plans to bomb"
            elif lemma in tables.words["unrealised"] and _is_infinitive(current):
                hypothetical = True
            elif (
                dep == "acl" and (lemma in words("organization") or lemma in words("human")) and _is_infinitive(current)
            ):
                if not any(c.tag_ in ("JJS", "RBS") or c.lower_ in words("ordinal") for c in head.children):
                    certainty = less_sure(certainty, "planned")  # "a commission to investigate"
                break  # but "the first man to kill"
            elif dep == "acl" and current.tag_ in ("VBG", "VBN") and head.pos_ == "NOUN":
                break  # "did not pay the men taking part in it": they took part
            if lemma in tables.hedges:
                certainty = less_sure(certainty, tables.hedges[lemma])
        elif dep in ("obj", "obl") and current.i == token.i and not is_verb(current) and is_verb(head):
            if lemma in tables.words["plans"] or lemma in words("called_for"):
                certainty = less_sure(certainty, "planned")  # "wants talks", "called for sanctions"
        elif dep == "conj":
            if any(k.lower_ == "neither" for k in head.children):
                negated = True
            elif is_verb(current) and is_verb(head) and _is_finite(current) and not _is_finite(head):
                break  # "failed to identify the target and opened fire"
            elif not any(c.dep_ in ("aux", "aux:pass", "nsubj", "nsubj:pass") for c in current.children):
                n, c, h = _own(head)
                lead = any(
                    k.dep_ in ("aux", "advmod", "cc:preconj", "cc")
                    and k.i < head.i
                    and k.lower_ in tables.words["negations"]
                    for k in head.children
                )
                negated, certainty, hypothetical = negated or (n and lead), less_sure(certainty, c), hypothetical or h
        elif dep in ("advcl", "acl:relcl", "parataxis", "acl"):
            performed = (
                current.i == token.i and lemma_of(token) in tables.words["performatives"] and certainty == "fact"
            )
            if performed and is_verb(head) and _is_infinitive(current):
                if standing(head, frames) != Standing():
                    certainty = less_sure(certainty, "planned")  # else "marched to denounce the killing" denounces it
            elif dep == "advcl" and _is_infinitive(current):
                certainty = less_sure(certainty, "planned")  # a purpose: "training to carry out attacks"
                hypothetical = hypothetical or lemma in ("call", "appeal", "urge", "ask", "press", "demand")
            break
        current = head
    return Standing(negated, certainty, hypothetical)


def is_advised(token: Token) -> bool:
    """Whether the words say what should be done, or have been done, not that it is: but "must have known"."""
    while True:
        aux = auxiliaries(token)
        if aux & speech().words["advice"]:
            return aux & speech().words["advice"] != {"must"} or "have" not in aux
        shares = token.dep_ == "xcomp" or (
            token.dep_ == "conj" and not any(c.dep_ in ("nsubj", "nsubj:pass") for c in token.children)
        )
        if not shares or not is_verb(token.head) or token.head.i == token.i or (aux and token.dep_ == "conj"):
            return False
        token = token.head


def _is_infinitive(verb: Token) -> bool:
    return verb.tag_ == "VB" and any(c.lower_ == "to" and c.dep_ in ("mark", "aux") for c in verb.children)


def _evidence_beside(adverb: Token) -> list[Token]:
    """The word for evidence that an adverb stands beside: "no indication so far"."""
    evidence = speech().words["evidence"]
    return [t for t in (adverb.head, *adverb.head.children) if t.lemma_.lower() in evidence]


def _of_another(clause: Token, head: Token) -> bool:
    """Whether a clause has a doer other than its governor's subject: "wants him to resign", not "wants to resign"."""
    return any(c.dep_ in ("nsubj", "nsubj:pass") for c in clause.children) or any(
        c.dep_ in ("obj", "iobj") for c in head.children
    )


def _unsaid(verb: Token) -> bool:
    """Whether a verb of saying says that something was not said: "did not say that", "refused to confirm whether".

    "Did not mention that ..." takes its content for granted.
    """
    tables = speech()
    if lemma_of(verb) in tables.words["factive"]:
        return False
    refused = verb.dep_ == "xcomp" and lemma_of(verb.head) in tables.words["negative_verbs"]
    return refused or is_negated(verb)


def _is_false(noun: Token) -> bool:
    """Whether the words call what a noun tells untrue: "false reports that", "the claim that ... was baseless"."""
    untrue = speech().words["untrue"]
    predicate = noun.head if noun.dep_.startswith("nsubj") else None
    if predicate is not None and predicate.lemma_.lower() in untrue and not is_negated(predicate):
        return True
    return any(c.dep_ == "amod" and c.lemma_.lower() in untrue for c in noun.children)


def _is_finite(verb: Token) -> bool:
    return any(
        t.tag_ in ("VBD", "VBZ", "VBP", "MD")
        for t in (verb, *(c for c in verb.children if c.dep_ in ("aux", "aux:pass", "cop")))
    )


def _has_agent(verb: Token) -> bool:
    return any(c.dep_ == "obl:agent" for c in verb.children)


def _noun_negated(noun: Token) -> bool:
    if negative_nominal(noun):
        return True
    return is_verb(noun.head) and is_negated(noun.head)


def _denies_reason(noun: Token) -> bool:
    """ "no reason to doubt": two negations."""
    return any(c.dep_ == "acl" and c.lemma_.lower() in ("doubt", "dispute", "question") for c in noun.children)


def _is_question(root: Token) -> bool:
    return sentence_of(root)[-1].text == "?" or (len(sentence_of(root)) > 1 and sentence_of(root)[-2].text == "?")
