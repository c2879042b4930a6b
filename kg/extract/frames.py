"""The predicate-argument layer: who did what to whom, whatever the construction.

Takes a Doc in Universal Dependencies and gives a Frame for any predicate (verb, noun, adjective, copular phrase): its
roles are filled the same way for active and passive clauses, coordination, control, relative and reduced clauses,
participles, nominalisations, light verbs and copular sentences, so that a rule needs to know none of these. The idea
is that of PropLang-style deep syntax over UD (Reddy et al. 2016, UDepLambda; White et al. 2016, PredPatt); names of
roles are `agent` (deep subject), `patient` (deep object), `recipient`, `comp` (clausal complement), `acl`, `compound`
(nominal or adjectival modifiers), and every preposition under its own name (`for`, `against`, `according_to`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from spacy.tokens import Doc, Token

from kg.extract.words import words

SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj", "csubj:pass", "nsubj:outer"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "SYM", "X"})
RELATIVE_TAGS = frozenset({"WDT", "WP", "WP$", "WRB"})
NO_SUBJECT = frozenset(
    {"with", "by", "of", "along_with", "including"}
)  # what follows these is no subject, parsed as one or not
APPROXIMATE = frozenset({"around", "about", "over", "nearly", "between", "under"})
# A clause after these prepositions is about the object of the verb ("accused him of planning"), else about its subject.
OBJECT_CLAUSE_PREPOSITIONS = frozenset({"of", "for", "from", "as"})


@dataclass(frozen=True, slots=True)
class Frame:
    """One predicate with its roles. `roles` gives tokens (heads of phrases) in order of the text."""

    head: Token
    lemma: str
    pos: str
    roles: dict[str, tuple[Token, ...]]
    passive: bool = False
    copular: bool = False
    light_verb: Token | None = None

    def get(self, role: str) -> tuple[Token, ...]:
        """Fillers of a role; empty where it is not filled. `mark` are modals and particles: `must`, `to`, `that`."""
        if role == "mark":
            return tuple(c for c in self.head.children if c.dep_ in ("aux", "mark") and c.i < self.head.i)
        return self.roles.get(role, ())


def without(frame: Frame, tokens: Iterable[Token]) -> Frame:
    """The frame without some fillers of agent and patient; an object that they had pushed aside is the patient."""
    gone = {t.i for t in tokens}
    roles = {k: v for k, v in frame.roles.items() if k != "object"}
    for role in ("agent", "patient"):
        kept = tuple(t for t in frame.get(role) if t.i not in gone)
        roles[role] = kept if kept or role == "agent" else frame.get("object")
    return replace(frame, roles={k: v for k, v in roles.items() if v})


def lemma_of(token: Token) -> str:
    """Lemma in lower case, with the particle of a phrasal verb: `carry_out`."""
    lemma = token.lemma_.lower()
    particles = [c.lower_ for c in token.children if c.dep_ == "compound:prt"]
    return "_".join([lemma, *particles])


def auxiliaries(verb: Token) -> set[str]:
    """The auxiliaries of a verb, in lower case: {"may", "have"} of "may have fired"."""
    return {c.lower_ for c in verb.children if c.dep_ in ("aux", "aux:pass")}


def conjuncts(token: Token) -> tuple[Token, ...]:
    """The token and the nominals coordinated with it: "A, B and C" gives all three from A."""
    out = [token]
    for t in out:
        listed = (c for c in t.children if c.dep_ == "conj" and c.pos_ in NOMINAL)
        out += [c for c in listed if not _is_clause(c) and not _is_not(c)]
        for name in t.children:  # "Peru's president Ana Rojas and ...": the conjunct may hang on the name
            if name.dep_ == "appos" and name.left_edge.i == t.i + 1:
                beside = (c for c in name.children if c.dep_ == "conj" and c.pos_ in NOMINAL)
                out += [c for c in beside if not _is_clause(c) and not _is_not(c)]
    parts = sorted(set(out), key=lambda t: t.i)
    named = _listed(token)
    if named:  # "two firms, Zabor Rail and Borel Oil": the names, whatever hangs where
        parts = sorted({*(t for t in parts if t.i != token.i), *named}, key=lambda t: t.i)
    # "Trump and North Korean leader Kim Jong Un": a title taken for a conjunct of its own
    titles = {a.i for a, b in pairwise(parts) if b.left_edge.i == a.i + 1 and b.ent_type_ == "PERSON" != a.ent_type_}
    return tuple(t for t in parts if t.i not in titles)


def _is_not(conjunct: Token) -> bool:
    """ "by the army, not by the rebels": a conjunct that the words rule out."""
    return any(c.lower_ == "not" and c.i < conjunct.i for c in conjunct.children)


def _listed(token: Token) -> tuple[Token, ...]:
    """The names that spell out a plural object, where there are several: "two firms, Zabor Rail and Borel Oil"."""
    if token.tag_ not in ("NNS", "CD") or token.dep_ in SUBJECTS:  # subjects stay one: "they" are they
        return ()
    first = next((c for c in token.children if c.dep_ == "appos" and c.pos_ == "PROPN" and c.i > token.i), None)
    if first is None:
        return ()
    others = (c for above in (first, token) for c in above.children if c.dep_ == "conj" and c.i > first.i)
    names = (first, *(c for c in others if c.pos_ == "PROPN"))
    return names if len(names) > 1 else ()


def coordinated_modifiers(token: Token) -> tuple[Token, ...]:
    """Names that are coordinated before a noun: "Hungarian and Romanian officials" gives both; else nothing."""
    for c in token.children:
        if (
            c.dep_ in ("amod", "compound", "nmod:poss")
            and c.i < token.i
            and c.ent_type_ in ("NORP", "GPE", "LOC", "ORG")
        ):
            others = [k for k in c.children if k.dep_ == "conj" and k.ent_type_ and k.i < token.i]
            if others:
                return (c, *others)
    return ()


def measured(token: Token) -> tuple[Token, ...]:
    """What a measure is of: "20 tons of food" gives the food, "a million dollars in aid" the aid; else nothing."""
    if token.lemma_.lower() not in words("measure"):
        return ()
    inside = [c for c in token.children if c.dep_ == "nmod" and case_of(c) in ("of", "in")]
    after = [c for c in token.head.children if c.dep_ == "obl" and case_of(c) == "in" and 0 < c.i - token.i <= 3]
    return tuple(inside or (after if token.dep_ == "obj" else ()))


def _is_clause(token: Token) -> bool:
    return any(c.dep_ in SUBJECTS or c.dep_ == "cop" for c in token.children)


def case_of(token: Token) -> str | None:
    """The preposition of a phrase: "according to" gives `according_to`; the innermost of two ("from behind")."""
    cases = [c for c in token.children if c.dep_ == "case" and c.tag_ != "POS" and c.i < token.i]
    if not cases:
        return None
    last = cases[-1]
    if (
        len(cases) > 1
        and cases[-2].i == last.i - 1
        and cases[-2].lower_ in ("according", "because", "due", "out", "as")
    ):
        return f"{cases[-2].lower_}_{last.lower_}"
    fixed = [c.lower_ for c in last.children if c.dep_ == "fixed"]
    return "_".join([last.lower_, *fixed])


def _clause(token: Token) -> Token:
    """The predicate of the clause that a phrase stands in."""
    while token.head.i != token.i and not is_verb(token) and not _is_clause(token):
        token = token.head
    return token


def governor(token: Token) -> Token:
    """The first conjunct of a coordination, or the token itself."""
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token


def is_verb(token: Token) -> bool:
    """Whether the token heads a verbal clause."""
    return token.pos_ == "VERB" or (token.pos_ == "AUX" and token.dep_ not in ("aux", "aux:pass", "cop"))


def _past_quote(verb: Token, subject: Token) -> bool:
    """Whether a closing quotation mark parts a verb from what the parser took for its subject: it is the speaker.

    `"They killed my son," his mother, Ana Diaz, said.`
    """
    return subject.i > verb.i and any(t.tag_ == "''" for t in verb.doc[verb.i + 1 : subject.i])


def is_predicate(token: Token) -> bool:
    """Whether a token can head a frame: a verb, a noun, an adjective, or whatever stands after a copula."""
    return (
        token.pos_ in ("VERB", "NOUN", "ADJ", "PROPN") or is_verb(token) or any(c.dep_ == "cop" for c in token.children)
    )


class Frames:
    """All frames of a Doc, made when asked for and kept.

    >>> from spacy.vocab import Vocab
    >>> doc = Doc(Vocab(), words=["ISIS", "attacked", "Paris"], pos=["PROPN", "VERB", "PROPN"],
    ...           tags=["NNP", "VBD", "NNP"], heads=[1, 1, 1], deps=["nsubj", "root", "obj"],
    ...           lemmas=["ISIS", "attack", "Paris"])
    >>> frame = Frames(doc).frame(doc[1])
    >>> [t.text for t in frame.get("agent")], [t.text for t in frame.get("patient")]
    (['ISIS'], ['Paris'])
    """

    def __init__(self, doc: Doc):
        self.doc = doc
        self._frames: dict[int, Frame] = {}
        self._surface: dict[int, tuple[Token, ...]] = {}
        self._busy: set[int] = set()

    def frame(self, token: Token) -> Frame:
        """The frame of a predicate."""
        found = self._frames.get(token.i)
        if found is None:
            found = self._verb(token) if is_verb(token) else self._noun(token)
            self._frames[token.i] = found
        return found

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def is_passive(self, verb: Token) -> bool:
        """Passive clause, or a past participle that modifies a noun or shares a passive's auxiliary."""
        deps = {c.dep_ for c in verb.children}
        if "obj" not in deps and any(c.lower_ == "dead" and c.dep_ == "compound:prt" for c in verb.children):
            return True  # "three people shot dead in Oslo"
        if verb.tag_ == "VBD" and "aux:pass" not in deps:
            # a past tense, whatever the parser called its subject; but "one was killed and nine others wounded"
            gapped = lemma_of(verb) in words("gapped_passive") and not deps & {"obj", "aux", "ccomp"}
            return gapped and verb.dep_ == "conj" and is_verb(verb.head) and self.is_passive(verb.head)
        if "nsubj:pass" in deps or "aux:pass" in deps or "csubj:pass" in deps:
            return True
        if verb.tag_ != "VBN" or deps & {"nsubj", "obj"} or "aux" in deps:
            return False
        if verb.dep_ == "acl":
            return True
        if verb.dep_ == "conj" and is_verb(verb.head):
            return self.is_passive(verb.head)
        return verb.dep_ in ("advcl", "xcomp", "amod")

    def subjects(self, verb: Token) -> tuple[Token, ...]:
        """Surface subjects of a clause, its own or those that control, coordination or a relative clause lend it."""
        if verb.i in self._surface:
            return self._surface[verb.i]
        if verb.i in self._busy:
            return ()
        self._busy.add(verb.i)
        try:
            own = [
                c
                for c in verb.children
                if c.dep_ in SUBJECTS and case_of(c) not in NO_SUBJECT and not _past_quote(verb, c)
            ]
            if not own:  # "ISIS' claim that it was responsible", the noun taken for a verb
                own = [c for c in verb.children if c.dep_ == "nmod:poss"]
            if not own:
                own = [c for k in verb.children for c in k.children if c.dep_ in SUBJECTS and _past_quote(k, c)]
            if not own:  # "IS claiming responsibility": the name, taken for the auxiliary
                own = [
                    c for c in verb.children if c.dep_ == "aux" and c.ent_type_ == "ORG" and c.is_upper and len(c) > 1
                ]
            if own:
                found = tuple(x for c in own for t in self.antecedents(c) for x in conjuncts(t))
            else:
                found = self._lent_subjects(verb)
        finally:
            self._busy.discard(verb.i)
        self._surface[verb.i] = found
        return found

    def _lent_subjects(self, verb: Token) -> tuple[Token, ...]:
        head, dep = verb.head, verb.dep_
        if head.i == verb.i:
            return ()
        if dep == "conj":
            return self.subjects(head) if is_verb(head) or _is_clause(head) else ()
        if dep == "acl:relcl":
            return conjuncts(self._described(head)) if not self._has_relative(verb) else ()
        if dep == "acl":
            if verb.tag_ == "VBG" and head.lemma_.lower() in words("message"):
                if head.dep_ == "obj" and lemma_of(head.head) in words("considering"):
                    return ()  # "is considering a statement condemning it"
                told = self.frame(head)
                named = self._named_before(head) if head.lemma_.lower() in words("document") else ()
                return told.get("from") or named or told.get("agent") or self._owner(head) or conjuncts(head)
            if (
                verb.tag_ == "VBG"
                and verb.left_edge.i > 0
                and verb.left_edge.nbor(-1).text == ","
                and is_verb(clause := _clause(head))
            ):
                return self.subjects(clause)  # ", accusing them": the clause's subject, however it was attached
            described = head.lemma_.lower()
            if verb.tag_ in ("VBN", "VBG") or described in words("organization") or described in words("human"):
                return conjuncts(head)  # "killed people", "a commission to investigate"
            return self.frame(head).get("agent") or self._named_before(head) or self._owner(head)
        if dep in ("xcomp", "ccomp", "advcl", "csubj", "parataxis") and (is_verb(head) or head.pos_ in ("ADJ", "NOUN")):
            if dep in ("ccomp", "parataxis") and verb.tag_ not in ("VBG", "VBN", "VB"):
                return ()
            if dep == "parataxis":
                return ()
            if self._object_controls(verb, head):
                objects = self._objects(head) or self._recipients(head)
                if objects:
                    return objects
            return self.subjects(head)
        return ()

    def _object_controls(self, verb: Token, head: Token) -> bool:
        lemma = lemma_of(head)
        if verb.dep_ == "xcomp" or (verb.dep_ == "ccomp" and any(c.tag_ == "TO" for c in verb.children)):
            return lemma not in words("subject_control")
        if verb.dep_ == "advcl":
            marks = {c.lower_ for c in verb.children if c.dep_ in ("mark", "case") and c.i >= verb.i - 3}
            appointed = "to" in marks and lemma in words("appointing")  # "appointed a judge to investigate"
            return (bool(marks & OBJECT_CLAUSE_PREPOSITIONS) or appointed) and not self.is_passive(head)
        return False

    @staticmethod
    def _named_before(noun: Token) -> tuple[Token, ...]:
        """Whose plan it is: "the Russian plan to annex", "NATO's decision to attack"."""
        return tuple(
            c for c in noun.children if c.dep_ in ("amod", "compound") and c.ent_type_ in ("NORP", "ORG", "LOC")
        )

    @staticmethod
    def _recipients(verb: Token) -> tuple[Token, ...]:
        return tuple(x for c in verb.children if c.dep_ == "iobj" for x in conjuncts(c))

    def _owner(self, noun: Token) -> tuple[Token, ...]:
        """The agent of the clause that a noun belongs to: "the group announced plans to attack"."""
        if noun.dep_ in ("obj", "obl") and is_verb(noun.head):
            return self.subjects(noun.head)
        return ()

    def _has_relative(self, verb: Token) -> bool:
        return any(c.tag_ in RELATIVE_TAGS and c.dep_ in SUBJECTS for c in verb.children)

    def antecedents(self, token: Token) -> tuple[Token, ...]:
        """What a relative pronoun stands for; any other token stands for itself."""
        if token.tag_ not in RELATIVE_TAGS and token.lower_ not in ("which", "who", "whom", "that"):
            return (token,)
        clause = token.head
        for _ in range(6):
            if clause.dep_ == "acl:relcl":
                return conjuncts(self._described(clause.head))
            if clause.head.i == clause.i:
                break
            clause = clause.head
        return (token,)

    @staticmethod
    def _described(noun: Token) -> Token:
        """What a relative clause is about: in "a cell in the Kaluga region which planned ..." the cell."""
        while (
            noun.dep_ == "nmod"
            and noun.head.i != noun.i
            and (noun.ent_type_ in ("GPE", "LOC", "FAC") or noun.lemma_.lower() in words("area"))
        ):
            noun = noun.head
        return noun

    def _objects(self, verb: Token) -> tuple[Token, ...]:
        found = [x for c in verb.children if c.dep_ == "obj" for t in self.antecedents(c) for x in conjuncts(t)]
        if not found:  # "denied today, in a call, any responsibility": an object that the parser lost sight of
            lost = [
                c
                for c in verb.children
                if c.dep_ in ("obl:unmarked", "obl:npmod")
                and c.i > verb.i
                and c.tag_ in ("NN", "NNS")
                and not c.ent_type_
            ]
            found = (
                [t for c in lost if any(k.dep_ == "det" for k in c.children) for t in conjuncts(c)]
                if not self.is_passive(verb)
                else []
            )
        if found:
            return tuple(found)
        if verb.dep_ == "acl:relcl" and not self.is_passive(verb):
            relatives = [c for c in verb.children if c.tag_ in RELATIVE_TAGS]
            own_subject = [c for c in verb.children if c.dep_ in SUBJECTS and c.tag_ not in RELATIVE_TAGS]
            inner = any(c.dep_ in ("ccomp", "xcomp") for c in verb.children)
            stranded = any(c.dep_ in ("obl", "case") and c.pos_ == "ADP" for c in verb.children)
            if own_subject and not relatives and not inner and not stranded:
                return conjuncts(verb.head)
        # "condemned and denounced the attack": the last verb's object serves the first
        for c in verb.children:
            if (
                c.dep_ == "conj"
                and is_verb(c)
                and c.tag_ == verb.tag_
                and c.i - verb.i <= 8
                and not any(k.dep_ in SUBJECTS for k in c.children)
            ):
                return self._objects(c)
        return ()

    def _verb(self, verb: Token) -> Frame:
        roles: dict[str, list[Token]] = {}
        passive = self.is_passive(verb)
        surface, objects = self.subjects(verb), self._objects(verb)
        if passive:
            roles["patient"] = [*surface] or [*objects]
            if objects and surface:
                roles["object"] = [*objects]
        else:
            roles["agent"], roles["patient"] = [*surface], [*objects]
        for c in verb.children:
            if c.dep_ in ("ccomp", "xcomp", "csubj", "csubj:pass"):
                roles.setdefault("comp", []).append(c)
            elif c.dep_ == "advcl":
                for mark in c.children:
                    if mark.dep_ in ("mark", "case") and mark.pos_ in ("ADP", "SCONJ"):
                        roles.setdefault(mark.lower_, []).append(c)
                        break
                else:
                    roles.setdefault("advcl", []).append(c)
            elif c.lemma_.lower() not in words("time") and (
                c.dep_ == "obl:agent" or (c.dep_ == "obl" and case_of(c) == "by" and passive)
            ):
                fillers = [x for t in self.antecedents(c) for x in conjuncts(t)]
                roles.setdefault("agent", []).extend(fillers)
                roles.setdefault("by", []).extend(fillers)
            elif c.dep_.startswith(("obl", "nmod")):
                self._oblique(c, roles)
        roles["recipient"] = [*self._recipients(verb)]
        return Frame(verb, lemma_of(verb), "verb", {k: tuple(v) for k, v in roles.items() if v}, passive=passive)

    def _oblique(self, token: Token, roles: dict[str, list[Token]]) -> None:
        case = case_of(token)
        timed = token.ent_type_ == "DATE" or (case == "by" and token.lemma_.lower() in words("time"))
        fillers = [x for t in self.antecedents(token) for x in conjuncts(t) if x.ent_type_ != "DATE" and not timed]
        if not fillers:
            roles.setdefault("time", []).append(token)
            return  # "on Thursday imposed sanctions on Belarus"
        if (
            case in APPROXIMATE
            and "patient" not in {k for k, v in roles.items() if v}
            and any(c.dep_ == "nummod" for c in token.children)
        ):
            roles["patient"] = fillers  # "detained around a dozen men"
        elif case is not None:
            roles.setdefault(case, []).extend(fillers)
        elif token.dep_ in ("obl:tmod", "nmod:tmod", "obl:npmod"):
            roles.setdefault("time", []).append(token)

    # -- nouns and adjectives ------------------------------------------------------------------------------------------

    def _noun(self, noun: Token) -> Frame:
        roles: dict[str, list[Token]] = {}
        copular = False
        for c in noun.children:
            if c.dep_ == "nmod:poss":
                roles.setdefault("poss", []).extend(x for t in self.antecedents(c) for x in conjuncts(t))
            elif c.dep_.startswith(("nmod", "obl")):
                self._oblique(c, roles)
            elif c.dep_ in ("compound", "amod", "flat", "nmod:desc"):
                roles.setdefault("compound", []).append(c)
            elif c.dep_ in ("acl", "acl:relcl", "ccomp", "xcomp", "csubj", "advcl"):
                marks = [m.lower_ for m in c.children if m.dep_ in ("mark", "case") and m.pos_ in ("ADP", "SCONJ")]
                name = marks[0] if marks and marks[0] not in ("that", "to") else "acl"
                if c.dep_ in ("ccomp", "csubj", "xcomp") or (c.dep_ == "acl" and marks and marks[0] == "that"):
                    name = "comp"
                roles.setdefault(name, []).append(c)
            elif c.dep_ == "appos":
                roles.setdefault("appos", []).append(c)
            elif c.dep_ == "cop":
                copular = True
        described = [c for c in noun.children if c.dep_ == "appos"]
        described += [noun.head] if noun.dep_ in ("appos", "nmod:desc") else []
        roles["described"] = [t for t in described if t.pos_ == "PROPN"]  # whom by name the noun tells of
        if copular or (
            noun.dep_ in ("root", "ROOT", "ccomp", "conj", "advcl", "acl:relcl", "xcomp") and noun.pos_ != "PROPN"
        ):
            subject = self.subjects(noun)
            if subject and (copular or any(c.dep_ in SUBJECTS for c in noun.children) or noun.pos_ == "ADJ"):
                roles["subject"] = list(subject)
        if "by" in roles:
            roles.setdefault("agent", []).extend(roles["by"])
        elif "poss" in roles:
            roles.setdefault("agent", []).extend(roles["poss"])
        if "of" in roles:
            roles.setdefault("patient", []).extend(roles["of"])
        if "subject" in roles and noun.pos_ in ("ADJ", "VERB"):
            roles.setdefault("agent", roles["subject"])
        if "agent" not in roles and self._is_stance(noun):
            roles["agent"] = list(self.subjects(noun.head))
        light = self._light_verb(noun)
        if light is not None:
            outer = self.frame(light)
            for name, fillers in outer.roles.items():
                if name == "agent":
                    roles["agent"] = list(fillers)
                elif name not in ("patient", "comp") and name not in roles:
                    roles[name] = list(fillers)
        kind = "adj" if noun.pos_ == "ADJ" else "noun"
        frozen = {k: tuple(v) for k, v in roles.items() if v}
        return Frame(noun, noun.lemma_.lower(), kind, frozen, copular=copular, light_verb=light)

    def _is_stance(self, noun: Token) -> bool:
        """Whether a noun tells with what mind something is done: "walked out in protest against", "in support of"."""
        told = noun.dep_ == "obl" and case_of(noun) == "in" and noun.lemma_.lower() in words("stance_noun")
        return told and is_verb(noun.head) and noun.head.i not in self._busy and not self.is_passive(noun.head)

    def _light_verb(self, noun: Token) -> Token | None:
        first = governor(noun)
        verb = first.head
        if noun.pos_ != "NOUN":
            return None
        carried = is_verb(verb) and lemma_of(verb) in words("light_verb")
        if carried and verb.i != first.i and first.dep_ in ("obj", "nsubj:pass"):
            return verb if verb.i not in self._busy else None
        for clause in noun.children:  # "the attack, which was carried out by", "the attack that the group carried out"
            described = clause.dep_ in ("acl", "acl:relcl") and clause.i > noun.i
            if described and lemma_of(clause) in words("light_verb") and self._is_its_object(clause):
                return clause
        return None

    def _is_its_object(self, clause: Token) -> bool:
        """Whether what a clause describes is what its verb is done to, as far as its own words tell."""
        if self.is_passive(clause):
            return True
        own = [c for c in clause.children if c.dep_ in ("obj", "nsubj") and c.tag_ not in RELATIVE_TAGS]
        return clause.dep_ == "acl:relcl" and [c.dep_ for c in own] == ["nsubj"]


def neighbours(frames: Frames, frame: Frame, role: str) -> tuple[Token, ...]:
    """Fillers of a role, also where the parser hung the phrase one noun lower or one verb higher.

    Attachment of prepositional phrases is what parsers get wrong most: "blamed Israel for the attack" may hang the
    attack on Israel, "denied involvement in the attack" on the verb.
    """
    found = frame.get(role)
    if found or role in ("agent", "patient", "recipient", "comp", "acl", "poss", "subject", "compound", "appos"):
        return found
    if frame.pos == "verb":
        for token in (*frame.get("patient"), *frame.get("recipient"), *frame.get("object")):
            if token.i > frame.head.i:
                for lower in (token, *measured(token)):
                    below = frames.frame(lower).get(role) if not is_verb(lower) else ()
                    if below:
                        return below
        return ()
    first = governor(frame.head)
    if is_verb(first.head) and first.dep_ in ("obj", "nsubj:pass", "obl", "nsubj"):
        above = frames.frame(first.head).get(role)
        return tuple(t for t in above if t.i > frame.head.i and t.i != frame.head.i)
    return ()
