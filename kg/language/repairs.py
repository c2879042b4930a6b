"""Relations that parsers get wrong with certain words, put right by rule.

- A clause that a verb of admitting or denying takes as its object is often hung on it as an adverbial ("denied
  attacking the guard"), which turns what is denied into what happened besides.
- A clause on what killed people is hung on the last name before it ("bombings in the city of Kerman, which killed 90"),
  which turns a town into a killer.
- What somebody is accused or cleared of is hung on him ("cleared the services of blame"), or he on it ("suspect him of
  having sailed"), or he is taken for one to whom something is given.
- A participle that describes a noun is tagged as a past tense ("41 people killed in Qaim"), which makes the killed
  kill.
- What follows a verb of saying is hung into what was said before it ("..., she said on May 20 at a rally").
- Who is to blame is read as one who blames; "a third accused" as a participle.
- The end of "shot dead" is hung on whom it is said of ("dead three marchers").
- A verb gets two subjects where there is one: the words of a title or compound ("attorney general", "war crimes
  suspects"), a weekday, a share ("three in five Koreans"); or the other one is that of the verb before it ("40 percent
  of voters believe the army did it").
- A name and the noun that describes it are hung side by side ("the beating of the activist Vera Kolas").
- A name is hung on the last noun of an office and not on who holds it ("the envoy to Chad, Omar Said").
- What somebody is quoted as saying is hung on the verb of quoting ("quotes an envoy denying it").
- What is denied far behind its verb is hung on the noun before it ("denied in a call to a station, any part in it").
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from kg.language.names import human_nouns

#: Verbs whose gerund is their object (Huddleston and Pullum 2002, The Cambridge Grammar of the English Language, 14.5).
GERUND_VERBS = frozenset(
    ("admit", "avoid", "acknowledge", "confess", "consider", "contemplate", "delay", "deny", "discuss", "escape",
     "oppose", "propose", "recall", "recommend", "regret", "report", "resist", "resume", "risk", "suggest")
)  # fmt: skip
#: Verbs that say what a happening did, and never what a place did.
HARM_VERBS = frozenset(
    ("claim", "damage", "destroy", "devastate", "displace", "hurt", "injure", "kill", "leave", "maim", "wound")
)  # fmt: skip
#: Verbs of charging and clearing, which take "of", and what one is charged with or cleared of.
CHARGE_VERBS = frozenset(("absolve", "accuse", "acquit", "charge", "clear", "convict", "exonerate", "suspect"))
CHARGES = frozenset(
    ("abuse", "aggression", "arson", "assault", "atrocity", "betrayal", "blackmail", "blame", "bribery", "brutality",
     "charge", "collusion", "complicity", "conspiracy", "corruption", "crime", "espionage", "extortion", "fault",
     "forgery", "fraud", "genocide", "guilt", "incitement", "interference", "involvement", "kidnapping", "manslaughter",
     "meddling", "misconduct", "murder", "negligence", "provocation", "rape", "rigging", "robbery", "responsibility",
     "sabotage", "smuggling", "spying", "terrorism", "theft", "torture", "trafficking", "treason", "violation",
     "vote-buying", "vote-rigging", "wrongdoing")
)  # fmt: skip
DENYING_VERBS = frozenset(("deny", "disavow", "disclaim", "reject"))
#: What is denied with "any" before it.
DENIED = frozenset(
    ("complicity", "connection", "guilt", "hand", "involvement", "knowledge", "link", "part", "participation",
     "responsibility", "role", "tie", "wrongdoing")
)  # fmt: skip
SAYING_VERBS = frozenset(
    ("add", "admit", "affirm", "announce", "answer", "argue", "ask", "assert", "charge", "claim", "conclude", "confirm",
     "declare", "explain", "insist", "note", "reply", "report", "say", "state", "stress", "tell", "warn", "write")
)  # fmt: skip
QUOTING_VERBS = frozenset(("cite", "quote"))
WRECKING = frozenset(
    ("ambush", "attack", "bombing", "capsizing", "collision", "crash", "derailment", "downing", "explosion",
     "hijacking", "shelling", "sinking")
)  # fmt: skip
VEHICLES = frozenset(
    (
        "airliner",
        "boat",
        "bus",
        "car",
        "ferry",
        "helicopter",
        "jet",
        "liner",
        "plane",
        "ship",
        "tanker",
        "train",
        "truck",
    )
)
#: What "general" stands after in a title.
OF_GENERAL = frozenset(
    ("attorney", "consul", "director", "governor", "inspector", "prosecutor", "secretary", "solicitor")
)
WEEKDAYS = frozenset(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
_ADJUNCTS = frozenset(("obl", "obl:unmarked", "advmod", "advcl"))
_PLACED = frozenset(("in", "at", "near", "outside", "on", "of"))


def put_right(doc: Doc) -> Doc:
    """Set the relations of a parsed Doc right, in place, and give it back.

    >>> import spacy
    >>> doc = Doc(spacy.blank("en").vocab, words=["He", "denied", "killing", "her"], tags=["PRP", "VBD", "VBG", "PRP"],
    ...           lemmas=["he", "deny", "kill", "she"], heads=[1, 1, 1, 2], deps=["nsubj", "root", "advcl", "obj"])
    >>> put_right(doc)[2].dep_
    'xcomp'
    """
    for token in doc:
        if token.dep_ == "advcl" and _is_object(token):
            token.dep_ = "xcomp"
        elif token.dep_ == "advcl" and token.tag_ == "VBG" and token.head.lemma_.lower() in QUOTING_VERBS:
            _hang_on_quoted(token)
        elif token.dep_ == "obl:agent" and _case(token) not in ("by", None):
            token.dep_ = "obl"  # "blamed on the rebels"
        elif token.dep_ in ("nmod", "obl") and token.pos_ == "PROPN" and token.i and _case(token) is None:
            _describe(token, token.nbor(-1))
        elif token.dep_ == "nmod" and _is_charge(token) and _case(token) == "of":
            accused = token.head
            verb = accused.head
            if accused.dep_ in ("obj", "nsubj:pass") and verb.lemma_.lower() in CHARGE_VERBS and verb.i < token.i:
                token.head, token.dep_ = verb, "obl"
        elif token.dep_ in ("ccomp", "advcl") and token.head.lemma_.lower() in CHARGE_VERBS:
            _free_accused(token)
        elif token.lower_ == "dead" and token.i and token.nbor(-1).lemma_.lower() in ("shoot", "stab", "beat"):
            _hang_on_killing(token, token.nbor(-1))
        elif token.lower_ == "accused" and token.pos_ == "VERB" and token.dep_ in ("nsubj", "nsubj:pass", "obj", "obl"):
            if not any(c.dep_ in ("obj", "nsubj", "aux") for c in token.children):
                token.tag_, token.pos_, token.lemma_ = "NN", "NOUN", "accused"
        elif token.dep_ == "iobj" and token.head.lemma_.lower() in CHARGE_VERBS:
            if not any(c.dep_ == "obj" for c in token.head.children):
                token.dep_ = "obj"
        elif token.dep_ == "acl:relcl":
            _hang_on_happening(token)
        elif token.dep_ == "acl" and token.tag_ == "VBD":
            if not any(c.dep_ in ("nsubj", "aux") or c.lower_ in ("that", "whether") for c in token.children):
                token.tag_ = "VBN"
        elif token.dep_ == "appos" and token.lemma_.lower() in DENIED:
            _hang_on_denial(token)
        elif token.dep_ == "appos" and token.ent_type_ == "PERSON":
            _hang_on_holder(token)
        elif token.dep_ in ("conj", "appos") and any(c.lower_ in ("a", "an") for c in token.children):
            _describe_last(token)
        elif token.dep_ == "nsubj" and token.i:
            _leave_one_subject(token, token.nbor(-1))
            _hang_on_next_verb(token)
        elif token.lower_ == "to":
            _is_to_blame(token.head)
        if token.dep_ in _ADJUNCTS or token.dep_ == "nsubj":
            _hang_on_saying(token)
    return doc


def _hang_on_quoted(clause: Token) -> None:
    """ "quotes an official denying it": the official denies it."""
    quoted = next((c for c in clause.head.children if c.dep_ == "obj" and c.i < clause.i), None)
    if quoted is not None and not any(c.dep_ in ("nsubj", "mark") for c in clause.children):
        clause.head, clause.dep_ = quoted, "acl"


def is_reciprocal(token: Token) -> bool:
    """Whether a token heads "each other" or "one another"."""
    return any((token.lower_, c.lower_) in (("each", "other"), ("one", "another")) for c in token.children)


def _is_charge(noun: Token) -> bool:
    return noun.lemma_.lower() in CHARGES or is_reciprocal(noun.head)  # "accused each other of ..."


def _hang_on_happening(clause: Token) -> None:
    """Hang a clause of harm that hangs on a place on the noun before it, which is what it is about."""
    place = clause.head  # a name, or what it is the name of
    if clause.lemma_.lower() not in HARM_VERBS:
        return
    if place.lemma_.lower() in VEHICLES and place.dep_ == "nmod" and place.head.lemma_.lower() in WRECKING:
        clause.head = place.head  # "the bombing of a jet that killed 73"
        return
    if not _is_named(place):
        return
    if not any(c.dep_ == "nsubj" and c.lower_ in ("which", "that") for c in clause.children):
        return
    noun, cases = place, set()
    while noun.dep_ == "nmod" and (case := _case(noun)) in _PLACED:
        cases.add(case)
        noun = noun.head
    if noun.dep_ == "obl" and _case(noun) in _PLACED and noun.left_edge.i:
        # "blamed for bombings | in Kerman": what stands before the place, under the same verb.
        before = noun.doc[noun.left_edge.i - 1]
        while before.head.i not in (before.i, noun.head.i):
            before = before.head
        if before.head.i != noun.head.i or before.pos_ != "NOUN":
            return
        noun.head, noun.dep_ = before, "nmod"
        clause.head = before
    elif noun.pos_ == "NOUN" and cases - {"of"}:
        clause.head = noun


def _is_to_blame(word: Token) -> None:
    """ "X is to blame": he blames nobody."""
    if word.lower_ == "blame" and any(c.dep_ == "cop" for c in word.children):
        word.tag_, word.pos_ = "JJ", "ADJ"


def _hang_on_saying(token: Token) -> None:
    """ "..., said Ali on Monday": what follows a verb of saying is its own, not of what was said before it."""
    content, says = token.head, token.head.head
    speaks = token.dep_ == "nsubj" and content.i < token.i < says.i and content.dep_ == "ccomp"
    if speaks and says.lemma_.lower() in SAYING_VERBS and not any(c.dep_ == "nsubj" for c in says.children):
        token.head = says  # "Chad had no part in it, the envoy, Omar Said, told reporters"
        return
    if content.dep_ != "ccomp" or not content.i < says.i < token.i or says.lemma_.lower() not in SAYING_VERBS:
        return
    if token.dep_ != "nsubj" or not any(c.dep_ == "nsubj" for c in says.children):
        token.head = says


def _free_accused(clause: Token) -> None:
    """ "suspect him of having sailed": he is the object of the charge, the clause what he is charged with."""
    mark = next((c for c in clause.children if c.dep_ == "mark" and c.lower_ in ("of", "with")), None)
    if mark is None:
        return
    before = (c for c in clause.children if c.dep_ in ("nsubj", "obj") and clause.head.i < c.i < mark.i)
    subject = next(before, None)
    if subject is not None and not any(c.dep_ == "obj" for c in clause.head.children):
        subject.head, subject.dep_ = clause.head, "obj"
        clause.dep_ = "advcl"


def _hang_on_killing(dead: Token, verb: Token) -> None:
    """ "shot dead three marchers", "shot dead by guards": the end of the verb, not a trait of the marchers."""
    if dead.is_ancestor(verb) or any(c.dep_ == "det" for c in dead.children):
        return
    if dead.dep_ in ("amod", "obj", "xcomp", "advmod", "acl"):
        for child in list(dead.children):
            child.head = verb
        dead.head, dead.dep_ = verb, "compound:prt"


def _leave_one_subject(token: Token, before: Token) -> None:
    """Of two subjects of one verb side by side, make one what it is: the end of a title, a time, part of a compound."""
    if token.tag_ in ("NNS", "NNPS") and token.left_edge.i:
        whole = token.left_edge.nbor(-1)  # "three in five Koreans"
        share = whole.head
        if whole.tag_ == share.tag_ == "CD" and share.dep_ == "nsubj" and share.head.i == token.head.i:
            share.head, share.dep_ = token, "nummod"
            return
    if before.dep_ != "nsubj" or before.head.i != token.head.i:
        return
    if token.lower_ in WEEKDAYS:
        token.dep_ = "obl:unmarked"
    elif token.lower_ == "general" and before.lower_ in OF_GENERAL:
        token.head, token.dep_ = before, "flat"
    elif token.tag_ in ("NN", "NNS") and before.tag_ in ("NN", "NNS"):
        before.head, before.dep_ = token, "compound"


def _hang_on_next_verb(share: Token) -> None:
    """ "40 percent of voters believe the army did it": the share is the subject of the verb that stands behind it."""
    late, end = share.head, share.right_edge.i + 1
    if end >= len(share.doc) or share.head.i <= end:
        return
    verb = share.doc[end]
    if verb.tag_ not in ("VBP", "VBZ", "VBD") or late.head.i != verb.i or late.dep_ not in ("ccomp", "xcomp"):
        return
    own = [c for c in late.children if c.dep_ == "nsubj"]
    if len(own) > 1 and not any(c.dep_.startswith("nsubj") for c in verb.children):
        for child in [c for c in late.children if c.i < share.i and c.dep_ == "mark"]:
            child.head = verb
        share.head = verb


def _hang_on_denial(denied: Token) -> None:
    """ "denied in a call to the station, any part in it": the object of the verb, however far it stands before."""
    if not any(c.lower_ == "any" for c in denied.children):
        return
    verb = denied.head
    while verb.head.i != verb.i and verb.dep_ in ("nmod", "obl", "appos", "acl") and verb.lemma_ not in DENYING_VERBS:
        verb = verb.head
    if any(c.dep_ in ("obj", "ccomp", "xcomp") for c in verb.children):
        return
    if verb.lemma_.lower() in DENYING_VERBS and verb.i < denied.i:
        denied.head, denied.dep_ = verb, "obj"


def _describe_last(noun: Token) -> None:
    """ "Ana Ruiz, 46, and Omar Said, a Nigerien, were ...": the last words describe the last name, and add nobody."""
    comma = noun.left_edge if noun.left_edge.is_punct else noun.doc[max(0, noun.left_edge.i - 1)]
    if comma.text != "," or comma.i < 1 or any(c.dep_ == "cc" for c in noun.children):
        return
    name = comma.nbor(-1)
    while name.dep_ == "flat":
        name = name.head
    listed = name.dep_ == "conj" and name.head.i == noun.head.i and name.ent_type_ == "PERSON"
    if listed and not any(c.dep_ == "conj" and c.i > noun.i for c in noun.head.children):
        noun.head, noun.dep_ = name, "appos"


def _hang_on_holder(name: Token) -> None:
    """ "the attaché at the embassy in Bujumbura, Colonel Innocent M.": the name of the attaché, not of a house."""
    if name.head.ent_type_ == "PERSON" or name.head.lemma_.lower() in human_nouns() or name.head.i > name.i:
        return
    holder = name.head
    while holder.dep_ == "nmod" and _case(holder) in ("of", "at", "in", "for", "to", "with"):
        holder = holder.head
        if holder.tag_ == "NN" and holder.lemma_.lower() in human_nouns():
            name.head = holder
            return


def _describe(name: Token, noun: Token) -> None:
    """ "the beating of the activist Vera Kolas": the noun describes the name, which stands where the noun stood."""
    if noun.pos_ == "NOUN" and noun.dep_ == name.dep_ and noun.head.i == name.head.i and _case(noun) is not None:
        for child in [c for c in noun.children if c.dep_ == "case"]:
            child.head = name
        noun.head, noun.dep_ = name, "nmod:desc"


def _is_named(place: Token) -> bool:
    return place.pos_ == "PROPN" or any(
        c.dep_ == "nmod" and c.pos_ == "PROPN" and _case(c) == "of" for c in place.children
    )


def _is_object(clause: Token) -> bool:
    verb = clause.head
    if not clause.lower_.endswith("ing") or clause.i < verb.i or verb.lemma_.lower() not in GERUND_VERBS:
        return False
    if any(c.dep_ in ("obj", "ccomp", "xcomp") and c.i < clause.i for c in verb.children):
        return False
    marks = {c.lower_ for c in clause.children if c.dep_ in ("mark", "case") and c.i < clause.i}
    return marks <= {"to"} and not any(t.text in (",", ";", ":", "(") for t in clause.doc[verb.i : clause.i])


def _case(token: Token) -> str | None:
    return next((c.lower_ for c in token.children if c.dep_ == "case" and c.i < token.i), None)
