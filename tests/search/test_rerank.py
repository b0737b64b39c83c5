"""A model of the user's puts passages in order; what is no model is one clear line. These models are made by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from mednec.search.fields import SearchError
from mednec.search.rerank import MODEL, TOKENS, open_reranker

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "drug", "helped", "failed")


def tokens() -> str:
    """A tokenizer of seven words that encodes a question and a passage as one."""
    made = Tokenizer(models.WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return made.to_str()


def model(*, asks_for: str = "input_ids") -> bytes:
    """A cross-encoder that rates a passage by how often it says that the drug helped."""
    worth = np.zeros((len(WORDS), 1), dtype=np.float32)
    worth[WORDS.index("helped")] = 1
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["worth", asks_for], ["each"]),
            helper.make_node("ReduceSum", ["each", "axis"], ["logits"], keepdims=0),
        ],
        "rating",
        [helper.make_tensor_value_info(asks_for, TensorProto.INT64, ["batch", "length"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 1])],
        [numpy_helper.from_array(worth, "worth"), numpy_helper.from_array(np.array([1]), "axis")],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(made)
    return bytes(made.SerializeToString())


def kept(folder: Path, content: bytes | None = None, text: str | None = None) -> Path:
    """A model's folder."""
    folder.mkdir(exist_ok=True)
    (folder / MODEL).write_bytes(model() if content is None else content)
    (folder / TOKENS).write_text(tokens() if text is None else text)
    return folder


def test_passages_are_rated_with_the_question(tmp_path: Path) -> None:
    reranker = open_reranker(kept(tmp_path / "mini"))
    texts = ["the drug failed", "the drug helped and helped", "helped", "nothing"] * 6  # more than one run of the model
    assert reranker.ratings("drug", texts) == (0.0, 2.0, 1.0, 0.0) * 6
    assert reranker.ratings("drug", []) == ()
    assert reranker.name == f"model mini ({reranker.digest[:12]})"


def test_a_passage_that_is_too_long_is_cut_and_rated(tmp_path: Path) -> None:
    reranker = open_reranker(kept(tmp_path))
    assert reranker.ratings("drug", ["helped " * 3000]) == (508.0,)  # 512 less [CLS], the question and two [SEP]


@pytest.mark.parametrize(
    ("content", "text", "says"),
    [
        (b"no model", None, "is no model of a cross-encoder"),
        (b"", None, "is no model of a cross-encoder"),
        (None, "{", "is no model of a cross-encoder"),
        (None, "[]", "is no model of a cross-encoder"),
        (None, "{}", "is no model of a cross-encoder"),
        (model(asks_for="pixel_values"), None, "the model asks for pixel_values"),
    ],
)
def test_what_is_no_model_is_told(content: bytes | None, text: str | None, says: str, tmp_path: Path) -> None:
    with pytest.raises(SearchError, match=says):
        open_reranker(kept(tmp_path, content, text))


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(SearchError, match="holds no model that can be read"):
        open_reranker(tmp_path / "nothing")
