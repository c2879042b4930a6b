"""A small graph built by hand: two attacks, a claim, a rival claim, denials, figures, a warning, an office."""

from __future__ import annotations

from kg.records import Edge, Graph, Node, Value

ENTITIES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "org_front": ("Organization", "Northern Front", ("NF", "the Front")),
    "org_brigade": ("Organization", "River Brigade", ()),
    "org_fss": ("Organization", "Federal Service", ("FS",)),
    "org_wire": ("Organization", "Morning Wire", ()),
    "per_ada": ("Person", "Ada Kern", ("Kern",)),
    "per_bo": ("Person", "Bo Lund", ()),
    "pla_port": ("Place", "Port Ansel", ()),
    "pla_ruria": ("Place", "Ruria", ("Rurian Republic",)),
    "pla_velt": ("Place", "Velt", ()),
}

EVENTS: dict[str, dict[str, Value]] = {
    "evt_port": {
        "name": "bombing, Port Ansel, 2021-05-04",
        "event_type": "Attack",
        "subtype": "bombing",
        "status": "occurred",
        "date": "2021-05-04",
        "date_from": "2021-05-04",
        "date_to": "2021-05-04",
        "date_precision": "day",
        "date_source": "text",
        "mentions": ("bombing", "harbour blast"),
        "killed_min": 10,
        "killed_max": 14,
    },
    "evt_velt": {
        "name": "raid, Velt, 2021-06",
        "event_type": "Attack",
        "status": "occurred",
        "date": "2021-06",
        "date_from": "2021-06-01",
        "date_to": "2021-06-30",
        "date_precision": "month",
        "date_source": "text",
        "mentions": ("raid",),
    },
    "evt_fear": {
        "name": "attack, Ruria",
        "event_type": "Attack",
        "status": "feared",
        "mentions": ("attack",),
    },
}

DOCUMENTS: dict[str, tuple[str, str | None, str | None]] = {
    "doc_1": ("Blast at the harbour", "Morning Wire", "2021-05-04"),
    "doc_2": ("A week after", "Evening Post", "2021-05-11"),
    "doc_3": ("Notes", None, None),
}

# id: (document, predicate, subject, object, speaker, more)
CLAIMS: dict[str, tuple[str, str, str, str | None, str | None, dict[str, Value]]] = {
    "clm_01": ("doc_1", "CLAIMED_RESPONSIBILITY_FOR", "org_front", "evt_port", None, {"certainty": "fact"}),
    "clm_02": ("doc_2", "CLAIMED_RESPONSIBILITY_FOR", "org_brigade", "evt_port", "per_ada", {}),
    "clm_03": ("doc_2", "DENIED_INVOLVEMENT_IN", "pla_ruria", "evt_port", "per_bo", {}),
    "clm_04": (
        "doc_1",
        "ACCUSED_OF",
        "pla_ruria",
        "evt_port",
        "per_ada",
        {"certainty": "alleged", "role": "organiser"},
    ),
    "clm_05": ("doc_1", "ACCUSED", "per_ada", "pla_ruria", "per_ada", {"about": "evt_port"}),
    "clm_06": ("doc_2", "ACCUSED_OF", "pla_ruria", "evt_port", "org_fss", {"polarity": "denied"}),
    "clm_07": ("doc_1", "FIGURE", "evt_port", None, "org_fss", {"kind": "killed", "min": 10, "max": 10}),
    "clm_08": ("doc_2", "FIGURE", "evt_port", None, None, {"kind": "killed", "min": 14, "certainty": "fact"}),
    "clm_09": ("doc_1", "OCCURRED_AT", "evt_port", "pla_port", None, {"certainty": "fact"}),
    "clm_10": ("doc_3", "OCCURRED_AT", "evt_velt", "pla_velt", None, {"certainty": "fact"}),
    "clm_11": ("doc_2", "LEADS", "per_bo", "pla_ruria", None, {"role": "president", "current": True, "since": "2019"}),
    "clm_12": ("doc_2", "ARRESTED", "org_fss", "per_ada", None, {"certainty": "fact"}),
    "clm_13": ("doc_2", "SANCTIONED", "pla_ruria", "org_front", "per_bo", {}),
    "clm_14": ("doc_1", "CONDEMNED", "per_bo", "evt_port", "per_bo", {"certainty": "fact"}),
    "clm_15": ("doc_1", "WARNED_OF", "org_fss", "evt_fear", None, {"said_on": "2021-04-20", "certainty": "fact"}),
    "clm_16": ("doc_2", "DENIED_INVOLVEMENT_IN", "org_fss", None, None, {"object_text": "the charges"}),
    "clm_17": (
        "doc_3",
        "ATTACKED",
        "org_brigade",
        "pla_velt",
        None,
        {"voice": "unknown", "speaker_text": "two officials", "reported_by_text": "Radio One"},
    ),
    "clm_18": ("doc_2", "CRITICIZED", "per_bo", "per_ada", "per_bo", {"certainty": "fact"}),
    "clm_19": ("doc_2", "MET_WITH", "per_ada", "per_bo", None, {"certainty": "fact"}),
    "clm_20": ("doc_2", "SUPPORTED", "org_brigade", "org_front", "per_ada", {}),
    "clm_21": ("doc_1", "KILLED_IN", "per_bo", "evt_velt", None, {"certainty": "fact", "polarity": "denied"}),
    "clm_22": ("doc_1", "INJURED_IN", "per_ada", "evt_port", None, {"certainty": "fact"}),
    "clm_23": ("doc_2", "MEMBER_OF", "per_ada", "org_brigade", None, {"certainty": "fact"}),
    "clm_24": ("doc_2", "INVESTIGATES", "org_fss", "evt_port", None, {"certainty": "fact"}),
    "clm_25": ("doc_2", "EXPRESSED_CONDOLENCES_OVER", "pla_ruria", "evt_port", None, {"certainty": "fact"}),
    "clm_26": ("doc_2", "DEMANDED_OF", "per_bo", "pla_ruria", "per_bo", {}),
    "clm_27": ("doc_1", "LOCATED_IN", "pla_port", "pla_ruria", None, {"certainty": "fact"}),
    "clm_28": ("doc_1", "OCCURRED_AT", "evt_fear", "pla_ruria", None, {"certainty": "fact"}),
}

CONTRADICTS = [("clm_03", "clm_04", "denial"), ("clm_01", "clm_02", "rival_claim"), ("clm_07", "clm_08", "figure")]
DRAWN_AS = {"clm_06": "CLEARED_OF", "clm_07": None, "clm_08": None, "clm_16": None, "clm_21": None}


def small_graph() -> Graph:
    nodes: list[Node] = []
    edges: list[Edge] = []
    for key, (kind, name, aliases) in ENTITIES.items():
        nodes.append(Node(key, kind, {"name": name, "aliases": aliases}))
    for key, properties in EVENTS.items():
        nodes.append(Node(key, "Event", properties))
    for key, (title, publisher, published) in DOCUMENTS.items():
        known = {"name": title, "title": title, "publisher": publisher, "published": published, "path": f"{key}.txt"}
        nodes.append(Node(key, "Document", {k: v for k, v in known.items() if v is not None}))
    edges.append(Edge("doc_1", "PUBLISHED_BY", "org_wire"))
    mentioned: set[tuple[str, str]] = set()
    for key, (document, predicate, subject, target, speaker, more) in CLAIMS.items():
        properties = {
            "name": f"{subject} {predicate} {target or ''}",
            "predicate": predicate,
            "polarity": "affirmed",
            "certainty": "reported",
            "voice": "speaker" if speaker else "article",
            "sentence": f"Sentence of {key}.",
            "sentence_start": 0,
            "sentence_end": 19,
            "start_char": 3,
            "end_char": 9,
            "rule": "by-hand",
            "confidence": 0.5,
            **{k: v for k, v in more.items() if k != "about"},
        }
        nodes.append(Node(key, "Claim", properties))
        edges += [Edge(key, "FROM", document), Edge(key, "SUBJECT", subject)]
        if target:
            edges.append(Edge(key, "OBJECT", target))
        if speaker:
            edges.append(Edge(key, "STATED_BY", speaker))
        if "about" in more:
            edges.append(Edge(key, "ABOUT", str(more["about"])))
        drawn = DRAWN_AS.get(key, predicate)
        if drawn and target:
            receipt: dict[str, Value] = {
                "confidence": 0.5,
                "certainty": str(properties["certainty"]),
                "claims": 1,
                "claim_ids": (key,),
                "documents": 1,
                "document_ids": (document,),
                "evidence": f"Sentence of {key}.",
                "best_document": document,
                "start_char": 0,
                "end_char": 19,
                "denials": 1 if key == "clm_04" else 0,
                "contested": key == "clm_04",
                "speakers": (ENTITIES[speaker][1],) if speaker else (),
                "outlets": (),
            }
            edges.append(Edge(subject, drawn, target, receipt))
        mentioned |= {(end, document) for end in (subject, target) if end}
    edges.append(Edge("clm_02", "REPORTED_BY", "org_wire", {"hop": 1}))
    edges.append(Edge("clm_02", "REPORTED_BY", "org_fss", {"hop": 2}))
    edges += [Edge(a, "CONTRADICTS", b, {"kind": kind}) for a, b, kind in CONTRADICTS]
    edges += [Edge(a, "MENTIONED_IN", b, {"count": 1}) for a, b in sorted(mentioned)]
    return Graph(
        tuple(sorted(nodes, key=lambda n: (n.type, n.id))),
        tuple(sorted(edges, key=lambda e: (e.type, e.source, e.target))),
    )
