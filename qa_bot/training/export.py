"""From trained networks to the files that the package ships: 8-bit ONNX, the words' vectors, their sums."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor

from qa_bot.models.trained import JUDGE, READER, SUMS, WORD_SCALES, WORDS
from qa_bot.training.encoder import Judge, Reader

_OPSET = 17
_QUANTIZED = "_quantized"  # what onnxruntime adds to the names of weights


def in_eight_bits(vectors: Tensor) -> tuple[Tensor, Tensor]:
    """Whole numbers of 8 bits, and the scale of each row."""
    scales = vectors.abs().amax(1, keepdim=True) / 127
    return (vectors / scales).round().to(torch.int8), scales


def export(model: Reader | Judge, scratch: Path, folder: Path) -> Path:
    """Writes the network with its weights in 8 bits, by way of a file in `scratch`; returns the file.

    7 of the 8 bits are used: processors without VNNI add two products of 8 bits in 16, which may overflow.
    """
    outputs = ["scores", "nowhere"] if isinstance(model, Reader) else ["verdicts"]
    path = folder / _name(model)
    whole = scratch / path.name
    model.eval()
    hidden = model.encoder.hidden
    example = (torch.randn(2, 16, hidden), torch.ones(2, 16), torch.zeros(2, 16, dtype=torch.long))
    names = ["vectors", "mask", "segments"]
    shapes = {name: {0: "texts", 1: "pieces"} for name in names} | {outputs[0]: {0: "texts", 1: "pieces"}}
    torch.onnx.export(
        model,
        example,
        str(whole),
        input_names=names,
        output_names=outputs,
        dynamic_axes=shapes,
        opset_version=_OPSET,
        dynamo=False,
    )
    quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    return path


def restore(model: Reader | Judge, folder: Path) -> None:
    """Gives the network the weights that `export` wrote there, as near as 8 bits tell them."""
    graph = onnx.load(folder / _name(model)).graph
    held = {one.name: torch.from_numpy(numpy_helper.to_array(one).copy()) for one in graph.initializer}
    state = {name: held[name] for name in model.state_dict() if name in held}
    for node in graph.node:  # named by their module: /encoder/layers.0/query/MatMul_quant
        if node.op_type == "MatMulInteger":
            module = node.name.strip("/").replace("/", ".").rpartition(".")[0]
            state[f"{module}.weight"] = _whole(held, node.input[1].removesuffix(_QUANTIZED)).T
    for name in model.state_dict():
        if name + _QUANTIZED in held and name not in state:
            state[name] = _whole(held, name)
    model.load_state_dict(state)


def _whole(held: Mapping[str, Tensor], name: str) -> Tensor:
    """What a tensor of 8 bits stands for; scales and zero points are of its columns, or of all of it."""
    numbers, zeros = held[name + _QUANTIZED].float(), held[f"{name}_zero_point"].float()
    return (numbers - zeros) * held[f"{name}_scale"]


def _name(model: Reader | Judge) -> str:
    return READER if isinstance(model, Reader) else JUDGE


def export_words(vectors: Tensor, folder: Path) -> None:
    whole, scales = in_eight_bits(vectors)
    np.save(folder / WORDS, whole.numpy())
    np.save(folder / WORD_SCALES, scales.numpy())


def write_sums(folder: Path) -> None:
    """The sha256 of each file of weights."""
    files = [folder / name for name in (WORDS, WORD_SCALES, READER, JUDGE)]
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    (folder / SUMS.name).write_text(json.dumps(sums, indent=2) + "\n", encoding="utf-8")
