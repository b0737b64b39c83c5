"""A second look at the passages found: a cross-encoder of the user's, read from a folder, puts them in order.

Such models (MiniLM and its like) rate a question and a passage together. Nothing is fetched; without a model the order
of the full-text search stands.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mednec.search.fields import SearchError

MODEL, TOKENS = "model.onnx", "tokenizer.json"
LONGEST = 512  # tokens of question and passage together; what is longer is cut
_AT_ONCE = 16  # passages in one run of the model
_DO = f"give a folder with {MODEL} and {TOKENS} of a cross-encoder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reranker:
    """A model that was opened; `digest` stands for its two files."""

    folder: Path
    digest: str
    session: Any  # onnxruntime.InferenceSession, whose types are not published
    tokenizer: Any  # tokenizers.Tokenizer

    @property
    def name(self) -> str:
        """What put the passages in order, as a reader is told it."""
        return f"model {self.folder.name} ({self.digest[:12]})"

    def ratings(self, words: str, texts: Sequence[str]) -> tuple[float, ...]:
        """How well each text answers the words; only the order means anything. Raises SearchError."""
        found: list[float] = []
        for begin in range(0, len(texts), _AT_ONCE):
            found += self._run(words, texts[begin : begin + _AT_ONCE])
        return tuple(found)

    def _run(self, words: str, texts: Sequence[str]) -> list[float]:
        import numpy as np
        from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidArgument, RuntimeException

        pairs = self.tokenizer.encode_batch([(words, text) for text in texts])
        told = {
            "input_ids": [pair.ids for pair in pairs],
            "attention_mask": [pair.attention_mask for pair in pairs],
            "token_type_ids": [pair.type_ids for pair in pairs],
        }
        wanted = [each.name for each in self.session.get_inputs()]
        try:
            (out, *_) = self.session.run(None, {name: np.array(told[name], dtype=np.int64) for name in wanted})
        except (Fail, InvalidArgument, RuntimeException) as error:
            raise SearchError("the model does not run on passages", where=str(self.folder), do=_DO) from error
        rated = np.asarray(out, dtype=np.float64).reshape(len(texts), -1)
        return [round(float(row[-1]), 6) for row in rated]  # of two classes the second is "answers"


def open_reranker(folder: Path) -> Reranker:
    """Open a model. Raises SearchError, saying what is missing."""
    try:
        import onnxruntime
        from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidArgument, InvalidGraph, InvalidProtobuf
        from tokenizers import Tokenizer
    except ImportError as error:
        do = "pip install 'mednec[rerank]'"
        raise SearchError("putting passages in order needs more libraries", where="--rerank", do=do) from error
    try:
        model, tokens = (folder / MODEL).read_bytes(), (folder / TOKENS).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SearchError("holds no model that can be read", where=str(folder), do=_DO) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # the same order of sums, the same bytes
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        json.loads(tokens)["model"]  # what is no tokenizer at all is told here; the library only says that it failed
        tokenizer = Tokenizer.from_str(tokens)
    except (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf, KeyError, TypeError, ValueError) as error:
        raise SearchError("is no model of a cross-encoder", where=str(folder), do=_DO) from error
    known = {"input_ids", "attention_mask", "token_type_ids"}
    if strange := sorted({each.name for each in session.get_inputs()} - known):
        raise SearchError(f"the model asks for {', '.join(strange)}", where=str(folder), do=_DO)
    tokenizer.enable_truncation(max_length=LONGEST, strategy="only_second")
    tokenizer.enable_padding()
    digest = hashlib.sha256(model + tokens.encode()).hexdigest()
    return Reranker(folder=folder, digest=digest, session=session, tokenizer=tokenizer)
