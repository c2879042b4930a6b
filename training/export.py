"""Turn a trained checkpoint into the file that ships: one ONNX graph, its matrices in 8 bits, and a small label graph.

    python -m training.export --checkpoint final.pt --tokenizer tokenizer.json --out kg/language/encoder/data

The graph is written operator by operator, so that it says exactly what runs. It takes one window (never a batch), so
the scale of an activation depends on that window alone. Weights are rounded per output column to 7 bits plus sign
where asked (`--bits 7`), which keeps 16-bit sums of older processors (no VNNI) from overflowing.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from kg.language.encoder.lemmas import by_script
from training.corpora import Document, load_treebanks

#: Heads whose mean says PERSON, ORG and LOC, with their weights; and the heads that say the rest.
CORE = {"ewt": 1.0, "gum": 1.0}
REST = {"NORP": {"gmb": 1.0}, "EVENT": {"gum": 1.0, "crossner": 1.0}, "DATE": {"gum": 1.0, "redocred": 1.0}}
#: Added to the log probability of "no name": the mean of the heads finds a little too much (set on development data).
CAUTION = 0.6
CORE_LABELS = {"PERSON": "PERSON", "ORG": "ORG", "PLACE": "LOC"}
Array = np.ndarray[Any, Any]


class Graph:
    """Collects nodes and constants; every method returns the name of its result."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, value: Array, name: str | None = None) -> str:
        name = name or f"c{len(self.constants)}"
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def op(self, kind: str, *inputs: str, outputs: int = 1, domain: str = "", **attributes: Any) -> Any:
        names = [f"v{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def name(self, value: str, public: str) -> None:
        self.nodes.append(helper.make_node("Identity", [value], [public]))

    def linear(self, x: str, weight: Array, bias: Array, *, exact: bool = False) -> str:
        """x W^T + b; the product in integers unless exact."""
        if self.bits == 32 or exact:
            return self.op("Add", self.op("MatMul", x, self.constant(weight.T.copy())), self.constant(bias))
        limit = 2 ** (self.bits - 1) - 1
        scale = np.maximum(np.abs(weight).max(1), 1e-8) / limit
        rounded = np.clip(np.round(weight / scale[:, None]), -limit, limit).astype(np.int8)
        zero = np.zeros(len(scale), np.int8)
        return self.op(
            "DynamicQuantizeMatMul", x, self.constant(rounded.T.copy()), self.constant(scale.astype(np.float32)),
            self.constant(zero), self.constant(bias), domain="com.microsoft",
        )  # fmt: skip

    def embedding(self, table: Array, ids: str) -> str:
        if self.bits == 32:
            return self.op("Gather", self.constant(table), ids)
        scale = np.maximum(np.abs(table).max(1, keepdims=True), 1e-8) / 127
        rounded = np.round(table / scale).astype(np.int8)
        rows = self.op("Cast", self.op("Gather", self.constant(rounded), ids), to=TensorProto.FLOAT)
        return self.op("Mul", rows, self.op("Gather", self.constant(scale.astype(np.float32)), ids))

    def model(
        self, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto], notes: dict[str, str]
    ) -> Any:
        graph = helper.make_graph(self.nodes, "kg", inputs, outputs, list(self.constants.values()))
        opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="kg training.export")
        helper.set_model_props(model, notes)
        return model


def encoder(g: Graph, w: dict[str, Array], config: dict[str, Any], exact_layers: int) -> str:
    """The BERT layers; returns the vectors of the pieces, [1, pieces, width].

    In the first `exact_layers` the matrix behind the activation stays in floating point: its input has the longest
    tails, and what is rounded away there is missed in all layers above.
    """
    width, heads = config["hidden_size"], config["num_attention_heads"]
    one = g.constant(np.array([1], np.int64))
    zero = g.constant(np.array([0], np.int64))
    length = g.op("Shape", "ids", start=1, end=2)
    positions = g.op("Slice", g.constant(w["encoder.positions.weight"]), zero, length, zero, one)
    x = g.op(
        "Add",
        g.embedding(w["encoder.words.weight"], "ids"),
        g.op("Gather", g.constant(w["encoder.shapes.weight"]), "shapes"),
    )
    x = g.op("Add", x, positions)

    def normal(x: str, name: str) -> str:
        scale, shift = g.constant(w[name + ".weight"]), g.constant(w[name + ".bias"])
        return str(g.op("LayerNormalization", x, scale, shift, epsilon=1e-12))

    x = normal(x, "encoder.norm")
    for i in range(config["num_hidden_layers"]):
        p = f"encoder.layers.{i}."
        packed = [
            np.concatenate([w[f"{p}{k}.{part}"] for k in ("query", "key", "value")]) for part in ("weight", "bias")
        ]
        q, k, v = g.op("Split", g.linear(x, *packed), outputs=3, axis=-1, num_outputs=3)
        a = g.op(
            "MultiHeadAttention",
            q,
            k,
            v,
            domain="com.microsoft",
            num_heads=heads,
            scale=float((width // heads) ** -0.5),
        )
        a = g.linear(a, w[p + "out.weight"], w[p + "out.bias"])
        x = normal(g.op("Add", a, x), p + "norm1")
        f = g.op("Gelu", g.linear(x, w[p + "up.weight"], w[p + "up.bias"]), domain="com.microsoft")
        f = g.linear(f, w[p + "down.weight"], w[p + "down.bias"], exact=i < exact_layers)
        x = normal(g.op("Add", f, x), p + "norm2")
    return str(x)


def heads(g: Graph, pieces: str, w: dict[str, Array], labels: dict[str, Any], tags: list[str], *, exact: bool) -> None:
    """All heads over the vectors of the words."""
    flat = g.op("Squeeze", pieces, g.constant(np.array([0], np.int64)))
    words = g.op("Add", g.op("Gather", flat, "first"), g.op("Gather", flat, "last"))
    words = g.op("Mul", words, g.constant(np.array(0.5, np.float32)))
    names = ["tags.upos", "tags.xpos", "tags.feats", "tags.scripts", "start", "name_hidden", "arc_dep", "label_dep"]
    sizes = np.array([len(w[n + ".bias"]) for n in names], np.int64)
    both = [np.concatenate([w[f"{n}.{part}"] for n in names]) for part in ("weight", "bias")]
    parts = g.op("Split", g.linear(words, *both, exact=exact), g.constant(sizes), outputs=len(names), axis=-1)
    for part, public in zip(parts, ("upos", "xpos", "feats", "scripts"), strict=False):
        g.name(g.op("Cast", g.op("ArgMax", part, axis=-1, keepdims=0), to=TensorProto.INT32), public)
    g.name(g.op("Squeeze", parts[4], g.constant(np.array([1], np.int64))), "start")
    rows = g.op("Concat", g.constant(w["root"][None]), words, axis=0)
    both = [np.concatenate([w[f"{n}.{part}"] for n in ("arc_head", "label_head")]) for part in ("weight", "bias")]
    sizes = np.array([len(w["arc_head.bias"]), len(w["label_head.bias"])], np.int64)
    arc_head, label_head = g.op("Split", g.linear(rows, *both, exact=exact), g.constant(sizes), outputs=2, axis=-1)
    arc_head = g.op("Gelu", arc_head, domain="com.microsoft")
    arc_dep = g.op("Gelu", parts[6], domain="com.microsoft")
    form = w["arc_form"]
    mixed = g.op("Add", g.op("MatMul", arc_dep, g.constant(form[:-1])), g.constant(form[-1]))
    g.name(g.op("MatMul", mixed, g.op("Transpose", arc_head, perm=[1, 0])), "arcs")
    g.name(label_head, "label_head")
    g.name(parts[7], "label_dep")
    g.name(name_scores(g, g.op("Gelu", parts[5], domain="com.microsoft"), w, labels, tags), "names")


def name_scores(g: Graph, hidden: str, w: dict[str, Array], labels: dict[str, Any], tags: list[str]) -> str:
    """Log probabilities of the name tags that ship.

    PERSON, ORG and LOC are the mean over the CORE heads, whose other labels count as no name; what is left of the
    probability is shared out by the heads of REST.
    """
    core = 1 + 2 * len(CORE_LABELS)
    needed = sorted({*CORE, *(h for heads_ in REST.values() for h in heads_)})
    soft = {
        head: g.op(
            "Softmax",
            g.op(
                "Add",
                g.op("MatMul", hidden, g.constant(w[f"names.{head}.weight"].T.copy())),
                g.constant(w[f"names.{head}.bias"]),
            ),
            axis=-1,
        )
        for head in needed
    }
    total = None
    for head, weight in CORE.items():
        fold = np.zeros((len(labels["names"][head]), core), np.float32)
        for i, tag in enumerate(labels["names"][head]):
            kind = CORE_LABELS.get(tag[2:])
            fold[i, tags.index(tag[:2] + kind) if kind else 0] = weight / sum(CORE.values())
        part = g.op("MatMul", soft[head], g.constant(fold))
        total = part if total is None else g.op("Add", total, part)
    inside = g.op("Slice", total, *(g.constant(np.array([v], np.int64)) for v in (1, core, 1)))
    nothing = g.op("Slice", total, *(g.constant(np.array([v], np.int64)) for v in (0, 1, 1)))
    shares = []
    for kind, sources in REST.items():
        share = None
        for head, weight in sources.items():
            own = labels["names"][head]
            pick = np.zeros((len(own), 2), np.float32)
            free = np.zeros((len(own), 1), np.float32)
            for i, tag in enumerate(own):
                if tag[2:] == kind:
                    pick[i, 0 if tag[0] == "B" else 1] = weight / sum(sources.values())
                if tag[2:] not in CORE_LABELS:
                    free[i] = 1.0
            left = g.op("Add", g.op("MatMul", soft[head], g.constant(free)), g.constant(np.array(1e-6, np.float32)))
            part = g.op("Div", g.op("MatMul", soft[head], g.constant(pick)), left)
            share = part if share is None else g.op("Add", share, part)
        shares.append(share)
    rest = g.op("Concat", *shares, axis=-1)
    sums = g.op("ReduceSum", rest, g.constant(np.array([-1], np.int64)), keepdims=1)
    rest = g.op("Div", rest, g.op("Max", sums, g.constant(np.array([1.0], np.float32))))
    sums = g.op("ReduceSum", rest, g.constant(np.array([-1], np.int64)), keepdims=1)
    none = g.op("Mul", nothing, g.op("Sub", g.constant(np.array([1.0], np.float32)), sums))
    every = g.op("Concat", none, inside, g.op("Mul", nothing, rest), axis=-1)
    weights = np.ones(len(tags), np.float32)
    weights[0] = np.exp(CAUTION)
    every = g.op("Mul", every, g.constant(weights))
    return str(g.op("Log", g.op("Max", every, g.constant(np.array([1e-6], np.float32)))))


def label_graph(w: dict[str, Array]) -> Any:
    """Labels out of what a head and a dependent say: the second, tiny graph, run once the tree is known."""
    g = Graph(32)
    n = w["label_out.weight"].shape[1] // 2
    cut = g.constant(np.array([n, n], np.int64))
    head1, head2 = g.op("Split", "head", cut, outputs=2, axis=-1)
    dep1, dep2 = g.op("Split", "dep", cut, outputs=2, axis=-1)
    mixed = g.op(
        "Concat", g.op("Gelu", g.op("Add", head1, dep1)), g.op("Mul", g.op("Tanh", head2), g.op("Tanh", dep2)), axis=-1
    )
    scores = g.linear(mixed, w["label_out.weight"], w["label_out.bias"])
    g.name(scores, "labels")
    info = helper.make_tensor_value_info
    ins = [info(k, TensorProto.FLOAT, ["words", 2 * n]) for k in ("head", "dep")]
    return g.model(ins, [info("labels", TensorProto.FLOAT, ["words", "label"])], {})


def lexicon(documents: list[Document]) -> dict[str, dict[str, str]]:
    """The lemma of each form under each XPOS tag, where the treebanks agree on it (four times in five)."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for document in documents:
        for sentence in document.sentences:
            for word, tag, script in zip(sentence.words, sentence.xpos, sentence.scripts, strict=True):
                form = word.lower()
                counts.setdefault((tag, form), Counter())[by_script(form, script)] += 1
    out: dict[str, dict[str, str]] = {}
    for (tag, form), counter in sorted(counts.items()):
        (lemma, count), *_ = counter.most_common(1)
        if count >= 0.8 * counter.total():
            out.setdefault(tag, {})[form] = lemma
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description="Export a checkpoint to ONNX.")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder with ud/, for the lexicon of lemmas")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--bits", type=int, default=8, help="8 or 7; 32 leaves everything in floating point")
    parser.add_argument("--exact-layers", type=int, default=2, help="layers whose second inner matrix is not rounded")
    parser.add_argument("--exact-heads", action="store_true", help="heads in floating point")
    parser.add_argument("--version", default="0.1.0")
    args = parser.parse_args()
    saved = torch.load(args.checkpoint, weights_only=False, map_location="cpu")
    weights = saved.get("average") or saved["model"]
    w = {k: v.float().numpy() for k, v in weights.items()}
    labels, config = saved["labels"], saved["config"]
    tags = ["O"] + [p + k for k in (*CORE_LABELS.values(), *REST) for p in ("B-", "I-")]
    g = Graph(args.bits)
    heads(g, encoder(g, w, config, args.exact_layers), w, labels, tags, exact=args.exact_heads)
    info = helper.make_tensor_value_info
    ins = [info(k, TensorProto.INT64, [1, "pieces"]) for k in ("ids", "shapes")]
    ins += [info(k, TensorProto.INT64, ["words"]) for k in ("first", "last")]
    outs = [info(k, TensorProto.INT32, ["words"]) for k in ("upos", "xpos", "feats", "scripts")]
    outs += [
        info("start", TensorProto.FLOAT, ["words"]),
        info("arcs", TensorProto.FLOAT, ["words", "rows"]),
        info("label_head", TensorProto.FLOAT, ["rows", "label"]),
        info("label_dep", TensorProto.FLOAT, ["words", "label"]),
        info("names", TensorProto.FLOAT, ["words", "tag"]),
    ]
    notes = {k: json.dumps(labels[k]) for k in ("upos", "xpos", "feats", "scripts", "deprels")}
    notes |= {"names": json.dumps(tags), "version": args.version, "licence": "CC BY-SA 4.0"}
    args.out.mkdir(parents=True, exist_ok=True)
    onnx.save(g.model(ins, outs, notes), str(args.out / "encoder.onnx"))
    onnx.save(label_graph(w), str(args.out / "labels.onnx"))
    tokenizer = json.loads(args.tokenizer.read_text(encoding="utf8"))
    tokenizer["truncation"] = tokenizer["padding"] = None
    (args.out / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf8")
    trees = [d for documents in load_treebanks(args.data, "train").values() for d in documents]
    lemmas = json.dumps(lexicon(trees), ensure_ascii=False, separators=(",", ":"))
    (args.out / "lemmas.json").write_text(lemmas, encoding="utf8")
    for file in sorted(args.out.iterdir()):
        print(f"{file.stat().st_size / 2**20:.2f} MB {file.name}")


if __name__ == "__main__":
    main()
