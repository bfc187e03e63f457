"""A readout that is added is in the window, in the report and in the CSV."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF

from ceviz.document.analysis import analyse
from ceviz.document.model import Unit
from ceviz.document.report import report, report_text
from ceviz.document.text import readouts
from ceviz.document.text.readouts import READOUTS, Mean, Readout
from ceviz.draw.lab.readouts import TALLEST, Readouts, written
from ceviz.draw.state import View
from ceviz.draw.theme import LIGHT
from ceviz.storage import glossary
from tests.helpers.documents import batch, free_fruit, fruit
from tests.helpers.fixtures import state_of
from tests.helpers.images import words_in

#: What all classes would cost if each came true in turn.
EFFORT = Readout(
    key="effort",
    title="effort",
    sign="Σ −log q",
    value=lambda _, a: float(a.surprisal.sum()),
    information=True,
    mean=Mean(value=lambda b: 7.0 * b.cross_entropy),
)


@pytest.fixture(autouse=True)
def _added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readouts, "READOUTS", (*READOUTS, EFFORT))


@pytest.mark.parametrize(("unit", "shown"), [(Unit.NATS, "6.7870"), (Unit.BITS, "9.7916")])
def test_it_is_everywhere_in_the_unit_shown(unit: Unit, shown: str) -> None:
    document = replace(fruit(), unit=unit)
    a = analyse(document)
    words = words_in(Readouts(), state_of(document), 900, 120)
    assert f"{shown} {unit}" in words
    assert "effort" in words
    effort = float(a.surprisal.sum()) * unit.per_nat
    assert Readouts().rows(state_of(document))[-1] == ["effort", repr(effort), unit.value]
    assert report(document)["sample"]["effort"] == effort
    lines = [line.split() for line in report_text(document).splitlines()]
    assert ["Effort", "Σ", "−log", "q", shown] in lines


def test_its_mean_stands_above_the_sample() -> None:
    document = batch()
    mean = 7.0 * analyse(document).batch.cross_entropy
    assert report(document)["effort"] == mean
    means, sample = (block for block in report_text(document).split("\n\n") if "Effort" in block)
    assert f"{mean:.4f}" in means
    assert f"{mean:.4f}" not in sample


def test_a_newcomer_reads_what_of_the_loss_can_be_avoided() -> None:
    """H(p) and KL are on the first screen, in words, and add up to the loss beside them."""
    for document in (fruit(), free_fruit()):
        state = replace(state_of(document), view=View(simple=True))
        shown = {item.readout.key: item for item in written(state) if item.readout is not EFFORT}
        assert [*shown] == ["cross_entropy", "entropy", "kl_divergence", "predicted"]
        for key in ("cross_entropy", "entropy", "kl_divergence"):
            # Resting on it explains it.
            assert next(glossary.in_text(shown[key].readout.plainly)).term.key == key
        loss, own, avoidable = (
            float(shown[key].value.split()[0])
            for key in ("cross_entropy", "entropy", "kl_divergence")
        )
        assert loss == pytest.approx(own + avoidable, abs=2e-4)


def test_name_and_value_stand_together_also_in_a_high_card() -> None:
    state = state_of(fruit())
    for height in (100.0, 400.0):
        g = Readouts().geometry(QRectF(0.0, 0.0, 420.0, height), state, LIGHT)
        for _, cell in g.cells:
            assert cell.value.top() - cell.name.bottom() < 8.0
            assert cell.whole.height() <= TALLEST


def test_heads_that_do_not_fit_are_their_signs_and_none_is_cut() -> None:
    """In the usual window the full level has cells that are narrow."""
    state = state_of(fruit(), view=View(simple=False))
    said = words_in(Readouts(), state, 343, 116)
    assert {"H(p,q)", "verdict", "accuracy"} <= set(said)
    assert not any(words.endswith("…") for words in said)
    wide = words_in(Readouts(), state, 900, 116)
    assert {"cross-entropy H(p,q)", "right or wrong"} <= set(wide)
