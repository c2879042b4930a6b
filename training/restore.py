"""Turn the shipped ONNX graph back into a checkpoint, so that training can go on where the checkpoints are gone.

    python -m training.restore --model kg/language/encoder/data --encoder MINILM --data DATA --out start.pt

The constants are read in the order in which `training.export` wrote them. What was rounded to 7 bits stays rounded;
the name heads that do not ship start anew.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from training.corpora import Labels, load_names, load_treebanks
from training.export import CORE, REST
from training.model import Model

Array = np.ndarray[Any, Any]


def _constants(file: Path) -> Iterator[Array]:
    """The constants of a graph, in the order of their making."""
    for tensor in onnx.load(file).graph.initializer:
        yield numpy_helper.to_array(tensor)


def _linear(constants: Iterator[Array]) -> tuple[Array, Array]:
    """Weight (outputs, inputs) and bias of one product, rounded or not."""
    weight = next(constants)
    if weight.dtype != np.int8:
        return weight.T, next(constants)
    scale = next(constants)
    next(constants)  # the zero points
    return weight.T.astype(np.float32) * scale[:, None], next(constants)


def _parts(weight: Array, bias: Array, sizes: list[int]) -> list[tuple[Array, Array]]:
    cuts = np.cumsum(sizes)[:-1]
    return list(zip(np.split(weight, cuts), np.split(bias, cuts), strict=True))


def restore(folder: Path, model: Model, labels: Labels) -> dict[str, Array]:
    """The weights of `encoder.onnx` and `labels.onnx` under the names of `Model`.

    Raises ValueError where a graph does not have the shapes of the model.
    """
    out: dict[str, Array] = {}
    c = _constants(folder / "encoder.onnx")

    def keep(name: str, weight: Array, bias: Array) -> None:
        out[name + ".weight"], out[name + ".bias"] = weight, bias

    next(c), next(c)
    out["encoder.positions.weight"] = next(c)
    out["encoder.words.weight"] = next(c).astype(np.float32) * next(c)
    out["encoder.shapes.weight"] = next(c)
    keep("encoder.norm", next(c), next(c))
    for i in range(len(model.encoder.layers)):
        layer = f"encoder.layers.{i}."
        packed = _linear(c)
        for name, part in zip(("query", "key", "value"), _parts(*packed, [len(packed[1]) // 3] * 3), strict=True):
            keep(layer + name, *part)
        keep(layer + "out", *_linear(c))
        keep(layer + "norm1", next(c), next(c))
        keep(layer + "up", *_linear(c))
        keep(layer + "down", *_linear(c))
        keep(layer + "norm2", next(c), next(c))
    next(c), next(c)
    names = ["tags.upos", "tags.xpos", "tags.feats", "tags.scripts", "start", "name_hidden", "arc_dep", "label_dep"]
    packed = _linear(c)
    for name, part in zip(names, _parts(*packed, [int(n) for n in next(c)]), strict=True):
        keep(name, *part)
    next(c)
    out["root"] = next(c)[0]
    packed = _linear(c)
    for name, part in zip(("arc_head", "label_head"), _parts(*packed, [int(n) for n in next(c)]), strict=True):
        keep(name, *part)
    out["arc_form"] = np.concatenate([next(c), next(c)[None]])
    for head in sorted({*CORE, *(h for heads in REST.values() for h in heads)}):
        keep(f"names.{head}", next(c).T, next(c))
    c = _constants(folder / "labels.onnx")
    next(c)
    keep("label_out", *_linear(c))
    shapes = model.state_dict()
    for name, value in out.items():
        if tuple(shapes[name].shape) != value.shape:
            raise ValueError(f"{name} has the shape {value.shape}, the model {tuple(shapes[name].shape)}")
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description="Turn the shipped graph back into a checkpoint.")
    parser.add_argument("--model", type=Path, required=True, help="folder with encoder.onnx and labels.onnx")
    parser.add_argument("--encoder", type=Path, required=True, help="folder with config.json")
    parser.add_argument("--data", type=Path, required=True, help="folder with ud/ and ner/, for the label sets")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.manual_seed(1)
    corpora = [*load_treebanks(args.data, "train").values(), *load_names(args.data).values()]
    labels = Labels.collect([document for documents in corpora for document in documents])
    notes = {p.key: p.value for p in onnx.load(args.model / "encoder.onnx").metadata_props}
    for kind in ("upos", "xpos", "feats", "scripts", "deprels"):
        if json.loads(notes[kind]) != getattr(labels, kind):
            raise SystemExit(f"{args.model}: was trained with other labels of {kind}")
    config = json.loads((args.encoder / "config.json").read_text())
    model = Model(config, labels)
    found = restore(args.model, model, labels)
    weights = model.state_dict() | {k: torch.from_numpy(np.array(v, np.float32)) for k, v in found.items()}
    anew = sorted(set(model.state_dict()) - set(found))
    torch.save({"model": weights, "labels": asdict(labels), "config": config}, args.out)
    print(f"{len(found)} tensors from the graph, anew: {', '.join(anew)}")


if __name__ == "__main__":
    main()
