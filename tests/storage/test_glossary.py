"""The glossary: whole, spelt, found in what the window writes, and true where it has numbers."""

from __future__ import annotations

import math
import re
import subprocess
import sys

import numpy as np
import pytest

from ceviz import maths
from ceviz.document.class_columns import numbers
from ceviz.document.text.readouts import READOUTS
from ceviz.errors import FileRefused
from ceviz.storage import glossary, resources
from ceviz.storage.glossary import in_text, term, terms

KEYS = [each.key for each in terms()]


def found(text: str) -> list[tuple[str, str]]:
    return [(text[each.start : each.end], each.term.key) for each in in_text(text)]


@pytest.mark.parametrize("key", KEYS)
def test_a_term_is_two_sentences_and_a_formula(key: str) -> None:
    one = term(key)
    assert one is not None
    ends = re.findall(r"[^.][.](?= [A-Z]|$)", one.text)
    assert len(ends) == 2, one.text
    assert len(one.text) <= 260
    assert not one.formula.endswith(".")


def test_every_column_of_numbers_and_every_readout_is_explained() -> None:
    keys = {each.key for each in numbers()} | {each.key for each in READOUTS} - {"truth"}
    assert keys <= set(KEYS)


def test_the_texts_are_spelt() -> None:
    text = resources.read_text("glossary/terms.json")
    checked = subprocess.run(
        [sys.executable, "-m", "codespell_lib", "-"],
        input=text, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.stdout == ""
    assert checked.returncode == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Scores z", [("Scores", "z"), ("z", "z")]),
        ("= H(p) + KL(p‖q)", [("H(p)", "entropy"), ("KL(p‖q)", "kl_divergence")]),
        ("H(p,q)", [("H(p,q)", "cross_entropy")]),
        ("−log₂ q(Banana)", [("−log₂ q", "surprisal")]),
        ("−p log q", [("−p log q", "contribution")]),
        ("∂L/∂z(Banana) = (q − p)/T", [("∂L/∂z", "gradient"), ("(q − p)/T", "gradient")]),
        ("temperature T", [("temperature", "temperature"), ("T", "temperature")]),
        ("ECE, 15 equal-width bins", [("ECE", "ece")]),
        ("Brier score", [("Brier score", "brier")]),
        ("✓ right", [("✓ right", "verdict")]),
        ("Apple pie, Tzatziki, Zoo, sureness", []),
        ("KL without brackets, lower kl", [("KL", "kl_divergence")]),
    ],
)
def test_terms_are_found_as_the_window_writes_them(text: str, words: list[object]) -> None:
    assert found(text) == words


def test_the_numbers_in_the_texts_are_true() -> None:
    p = np.array([0.0, 1.0, 0.0])
    q = maths.predict(np.array([1.0, 3.5, -0.5])).q
    assert q.sum() == pytest.approx(1.0, abs=1e-15)  # "add up to 1"
    assert maths.entropy(p) == 0.0  # "0 for a one-hot truth"
    assert -math.log2(0.5) == 1.0  # "A fair coin costs one bit"
    assert -math.log(1.0 / math.e) == 1.0  # "1/e costs one nat"
    halving = [-math.log(share / 2.0) + math.log(share) for share in (0.9, 0.3, 1e-6)]
    assert np.ptp(halving) < 1e-12  # "Halving q always adds the same amount"
    order = [np.argsort(maths.predict(np.array([1.0, 3.5, -0.5]), temperature=t).q).tolist()
             for t in (0.1, 1.0, 10.0)]  # fmt: skip
    assert order[0] == order[1] == order[2]  # "which class is first never changes"
    sure = [maths.predict(np.array([1.0, 3.5]), temperature=t).q.max() for t in (0.5, 1.0, 2.0)]
    assert sure[0] > sure[1] > sure[2]  # "Above 1 … less sure, below 1 surer"
    once = maths.predict(np.array([1.0, 0.0, 0.0])).q
    assert once[0] == pytest.approx(math.e / (3 - 1 + math.e))  # double softmax's bounds
    assert maths.predict(np.array([0.0, 1.0, 0.0])).q[0] == pytest.approx(1 / (3 - 1 + math.e))


#: The sentences that hold a number, each proved above or true by definition.
NUMBERED = {
    "q": "because the shares always add up to 1",
    "p": "usually 1 for the true class and 0 for all others",
    "label_smoothing": "the loss can then no longer reach 0",
    "temperature": "Above 1 the model becomes less sure, below 1 surer",
    "entropy": "It is 0 for a one-hot truth",
    "kl_divergence": "It is 0 only if q equals p",
    "nats": "A probability of 1/e costs one nat",
    "bits": "base 2",
    "sum_q": "which softmax makes 1",
    "curve": "It falls to 0 at certainty",
    "margin": "below 0 the prediction is wrong",
    "best_temperature": "Above 1 says that the model is too sure of itself, below 1",
    "jacobian": "Every column adds up to 0",
}


@pytest.mark.parametrize("key", KEYS)
def test_no_other_number(key: str) -> None:
    one = term(key)
    assert one is not None
    rest = one.text.replace(NUMBERED.get(key, "\0"), "")
    assert key not in NUMBERED or rest != one.text
    assert not re.search(r"\d", rest)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[{"key": "a", "name": "a", "sign": "a", "formula": "a", "text": "a"}]', "term 1"),
        ('[{"key": "a b", "name": "a", "sign": "a", "formula": "a", "text": "a", '
         '"spoken": ["a"]}]', "term 1"),
        ('[{"key": "a", "name": "a", "sign": "a", "formula": "a", "text": "a", "spoken": ["x"]},'
         '{"key": "b", "name": "a", "sign": "a", "formula": "a", "text": "a", "spoken": ["x"]}]',
         "a and b"),
    ],
)  # fmt: skip
def test_a_damaged_glossary_is_refused(
    text: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "read_bytes", lambda name: text.encode())
    glossary.terms.forget()
    try:
        with pytest.raises(FileRefused, match=place):
            glossary.terms()
    finally:
        glossary.terms.forget()
