"""The document as code of other libraries: exact, runnable, and it prints the number shown."""

from __future__ import annotations

import contextlib
import io
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from ceviz.document import edits
from ceviz.document.analysis import analyse
from ceviz.document.libraries import LIBRARIES, code
from ceviz.document.model import Document, Unit
from ceviz.document.targets import Smoothed, free
from ceviz.errors import UnknownSource
from tests.document.examples import documents, fruit
from tests.helpers.documents import infinite, many

SPREAD = fruit(free(np.array([0.2, 0.5, 0.3])))
SMOOTHED = fruit(Smoothed(1, 0.1))
KEYS = [library.key for library in LIBRARIES]


def printed(text: str) -> float:
    """What NumPy's code prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(text, "code", "exec"), {})
    return float(out.getvalue())


@settings(deadline=None)
@given(documents())
def test_numpys_code_prints_the_loss_of_any_document(document: Document) -> None:
    with np.errstate(all="ignore"):
        shown = analyse(document).cross_entropy * document.unit.per_nat
        assert printed(code(document, "numpy")) == pytest.approx(shown, rel=1e-9, abs=1e-12)


@given(documents())
def test_all_code_is_python_and_holds_the_exact_numbers(document: Document) -> None:
    for key in KEYS:
        text = code(document, key)
        compile(text, key, "exec")
        for score in document.sample.scores[np.isfinite(document.sample.scores)].tolist():
            assert repr(score) in text


@pytest.mark.parametrize("key", KEYS)
def test_the_last_line_says_what_it_prints(key: str) -> None:
    assert code(fruit(), key).endswith("print(loss)  # 0.0957 nats\n")
    bits = code(replace(fruit(), unit=Unit.BITS), key)
    assert bits.endswith("# 0.1380 bits\n")
    assert re.search(r"print\(loss / (np.log\(2.0\)|0.6931471805599453)\)", bits)


@pytest.mark.parametrize("key", KEYS)
def test_classes_are_named_and_the_temperature_is_there(key: str) -> None:
    text = code(edits.set_temperature(fruit(), 2.5), key)
    assert "Apple, Banana, Orange" in text
    assert "/ 2.5" in text


def test_each_library_is_called_as_it_is_meant_to_be() -> None:
    assert "CrossEntropyLoss()" in code(fruit(), "torch")
    assert "CrossEntropyLoss(label_smoothing=0.1)" in code(SMOOTHED, "torch")
    assert "target = torch.tensor([1])" in code(SMOOTHED, "torch")
    assert "target = torch.tensor([[0.2, 0.5, 0.3]]" in code(SPREAD, "torch")
    assert "softmax_cross_entropy_with_integer_labels(" in code(fruit(), "jax")
    assert "optax.softmax_cross_entropy(" in code(SMOOTHED, "jax")
    assert "SparseCategoricalCrossentropy(from_logits=True)" in code(fruit(), "keras")
    assert "keras.losses.CategoricalCrossentropy(from_logits=True)" in code(SPREAD, "keras")


def test_nothing_is_multiplied_by_infinity() -> None:
    """0 · ∞ is no number in any of them, and 0 in the mathematics."""
    spread = edits.set_target(infinite(), SPREAD.sample.target)
    for key in ("torch", "jax", "keras"):
        assert "target[possible]" in code(spread, key)
    assert "CrossEntropyLoss()" in code(infinite(), "torch")


def test_many_numbers_are_broken_into_lines() -> None:
    text = code(many(1000), "torch")
    assert max(map(len, text.splitlines())) < 220
    assert "and 992 more" in text


def test_an_unknown_library_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownSource, match="torch, numpy, jax, keras"):
        code(fruit(), "caffe")


def test_the_names_of_others_run_nothing() -> None:
    from ceviz.document.classes import rename_class

    ran: list[Any] = []
    evil = rename_class(fruit(), 1, '"]); ran.append(1) #')
    text = code(evil, "numpy")
    exec(compile(text, "code", "exec"), {"ran": ran, "print": lambda *_: None})
    assert ran == []
