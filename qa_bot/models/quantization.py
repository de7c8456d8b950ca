"""MiniLM's ONNX file for onnxruntime to multiply its 8-bit weights as they are.

The file keeps them behind Cast and Mul, which onnxruntime unfolds to 32 bits: a third more time, twice the
memory. Knows the operators of that file and no others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

_BLOCK = 128  # weights that share a scale: the largest block that MiniLM's rows divide into
_DOMAIN = "com.microsoft"  # of onnxruntime's own operators
_UINT8, _INT = 2, 2  # onnx.proto's numbers for a type of tensors and one of attributes
_ZERO = 128  # what stands for 0 in a byte without a sign
_ROUNDED = 4  # MatMulNBits: what is multiplied with the weights is rounded to 8 bits as well

# What is changed of onnx.proto, by its numbers there; protobuf hands on the rest unread. "*": any number.
_MESSAGES = {
    "Model": {"graph": (7, "Graph"), "opset_import": (8, "*Opset")},
    "Opset": {"domain": (1, "string"), "version": (2, "int64")},
    "Graph": {"node": (1, "*Node"), "initializer": (5, "*Tensor")},
    "Node": {
        "input": (1, "*string"),
        "output": (2, "*string"),
        "op_type": (4, "string"),
        "attribute": (5, "*Attribute"),
        "domain": (7, "string"),
    },
    "Attribute": {"name": (1, "string"), "i": (3, "int64"), "type": (20, "int64")},
    "Tensor": {
        "dims": (1, "*int64"),
        "data_type": (2, "int64"),
        "name": (8, "string"),
        "raw_data": (9, "bytes"),
    },
}


def in_eight_bits(model: bytes) -> bytes:
    """The model with products and look-ups of 8-bit weights, which need not be unfolded."""
    parsed = _message_type("Model").FromString(model)
    graph = parsed.graph
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    made_by = {node.output[0]: node for node in graph.node}
    for node in list(graph.node):
        if node.op_type == "MatMul" and (weights := _unfolded(node.input[1], made_by, tensors)):
            cast, mul = weights
            _multiply(node, tensors[cast.input[0]], tensors[mul.input[1]])
            graph.node.remove(cast)
            graph.node.remove(mul)
        elif node.op_type == "Gather" and (weights := _unfolded(node.input[0], made_by, tensors)):
            graph.node.append(_look_up(node, *weights))
    parsed.opset_import.add(domain=_DOMAIN, version=1)
    return bytes(parsed.SerializeToString())


def _unfolded(name: str, made_by: Mapping[str, Any], tensors: Mapping[str, Any]) -> Sequence[Any]:
    """The two nodes that unfold weights of this name; none if it is no name of any."""
    mul = made_by.get(name)
    cast = made_by.get(mul.input[0]) if mul and mul.op_type == "Mul" else None
    return (cast, mul) if cast and cast.op_type == "Cast" and cast.input[0] in tensors else ()


def _multiply(product: Any, weights: Any, scales: Any) -> None:
    """Makes a MatMul one of blocks of bytes, each with its scale."""
    rows, columns = weights.dims
    blocks = rows // _BLOCK
    signed = np.frombuffer(weights.raw_data, np.uint8).reshape(rows, columns)
    weights.raw_data = (signed.T ^ _ZERO).tobytes()
    weights.data_type = _UINT8
    weights.dims[:] = [columns, blocks, _BLOCK]
    scales.raw_data = np.repeat(np.frombuffer(scales.raw_data, np.float32), blocks).tobytes()
    scales.dims[:] = [columns * blocks]
    product.op_type, product.domain = "MatMulNBits", _DOMAIN
    product.input[1:] = [weights.name, scales.name]
    settings = {"K": rows, "N": columns, "bits": 8, "block_size": _BLOCK, "accuracy_level": _ROUNDED}
    for name, value in settings.items():
        product.attribute.add(name=name, i=value, type=_INT)


def _look_up(rows: Any, cast: Any, mul: Any) -> Any:
    """Makes a Gather unfold the rows it takes and no others; returns the Gather of their scales."""
    found, wanted = rows.output[0], rows.input[1]
    rows.input[0], rows.output[0] = cast.input[0], f"{found}_bytes"
    scales = type(rows)(op_type="Gather", input=[mul.input[1], wanted], output=[f"{found}_scales"])
    cast.input[0] = rows.output[0]
    mul.input[1], mul.output[0] = scales.output[0], found
    return scales


def _message_type(name: str) -> Any:
    """protobuf's class for one of the messages."""
    from google.protobuf.descriptor_pb2 import FileDescriptorProto
    from google.protobuf.descriptor_pool import DescriptorPool
    from google.protobuf.message_factory import GetMessageClass

    file = FileDescriptorProto(name="onnx_weights.proto", package="qa_bot")
    for message, fields in _MESSAGES.items():
        described = file.message_type.add(name=message)
        for field, (number, of) in fields.items():
            kind = of.removeprefix("*")
            added = described.field.add(name=field, number=number)
            added.label = added.LABEL_REPEATED if of != kind else added.LABEL_OPTIONAL
            if kind in _MESSAGES:
                added.type, added.type_name = added.TYPE_MESSAGE, f".qa_bot.{kind}"
            else:
                added.type = added.Type.Value(f"TYPE_{kind.upper()}")
    pool = DescriptorPool()
    pool.Add(file)
    return GetMessageClass(pool.FindMessageTypeByName(f"qa_bot.{name}"))
