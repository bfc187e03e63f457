"""Reports: for programs, and for people."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from ceviz.document.analysis import analyse
from ceviz.document.measurements import NOTHING
from ceviz.document.model import Classes, Document, Rows, Samples, Unit
from ceviz.document.report import LISTED, report, report_text
from ceviz.document.targets import OneHot, Smoothed, free
from ceviz.maths.batch import evaluate
from tests.document.examples import document, documents, fruit

KEYS = [
    *["source", "unit", "samples", "classes", "cross_entropy", "entropy", "kl_divergence"],
    *["perplexity", "accuracy", "sample", "rows"],
]
ROW_KEYS = ["class", "p", "z", "q", "surprisal", "contribution", "gradient"]

TWO = document([[1.0, 3.5, -0.5], [0.0, 2.0, 1.0]], [OneHot(1), OneHot(2)])


def test_the_fruit() -> None:
    found = report(fruit(), "fruit")
    assert list(found) == KEYS
    assert (found["source"], found["unit"], found["samples"], found["classes"]) == (
        *["fruit", "nats"],
        *[1, 3],
    )
    assert found["cross_entropy"] == pytest.approx(0.0957, abs=5e-5)
    assert found["kl_divergence"] == found["cross_entropy"]
    assert (found["entropy"], found["accuracy"]) == (0.0, 1.0)
    assert found["perplexity"] == pytest.approx(math.exp(found["cross_entropy"]))
    banana = found["rows"][1]
    assert list(banana) == ROW_KEYS
    assert (banana["class"], banana["p"], banana["z"]) == ("Banana", 1.0, 3.5)
    assert banana["q"] == pytest.approx(0.9088, abs=5e-5)
    assert banana["surprisal"] == banana["contribution"] == found["cross_entropy"]
    assert banana["gradient"] == pytest.approx(0.9087599 - 1.0, abs=1e-6)


def test_bits_change_information_and_nothing_else() -> None:
    spread = fruit(free(np.array([0.2, 0.5, 0.3])))
    nats, bits = report(spread), report(replace(spread, unit=Unit.BITS))
    for key in ("cross_entropy", "entropy", "kl_divergence"):
        assert bits[key] == pytest.approx(nats[key] / math.log(2.0))
    assert (bits["perplexity"], bits["accuracy"]) == (nats["perplexity"], nats["accuracy"])
    for one, other in zip(nats["rows"], bits["rows"], strict=True):
        for key in ("surprisal", "contribution"):
            assert other[key] == pytest.approx(one[key] / math.log(2.0))
        for key in ("class", "p", "z", "q", "gradient"):
            assert other[key] == one[key]


def test_means_are_over_samples_and_rows_are_of_the_selected_one() -> None:
    first, second = (analyse(replace(TWO, selected=row)) for row in (0, 1))
    found = report(replace(TWO, selected=1))
    mean = (first.cross_entropy + second.cross_entropy) / 2.0
    assert found["samples"] == 2
    assert found["cross_entropy"] == pytest.approx(mean)
    assert found["perplexity"] == pytest.approx(math.exp(mean))
    assert found["accuracy"] == 0.5
    assert [row["z"] for row in found["rows"]] == [0.0, 2.0, 1.0]
    assert found["sample"]["cross_entropy"] == second.cross_entropy
    assert (found["sample"]["predicted"], found["sample"]["accuracy"]) == ("Banana", 0)
    assert report_text(replace(TWO, selected=1)).count("Sample 2 of 2") == 1


def test_infinity_is_a_string() -> None:
    found = report(document([[1.0, -np.inf, 0.0]], [OneHot(1)]))
    assert (found["cross_entropy"], found["kl_divergence"], found["perplexity"]) == (
        *["inf", "inf"],
        "inf",
    )
    assert found["rows"][1]["z"] == "-inf"
    assert found["rows"][1]["surprisal"] == "inf"


@given(documents())
def test_every_report_is_strict_json(drawn: Document) -> None:
    text = json.dumps(report(drawn), allow_nan=False)
    assert list(json.loads(text)) == KEYS
    assert report_text(drawn)


def test_text_for_people() -> None:
    text = report_text(replace(fruit(), title="Fruit"))
    assert text.startswith("Fruit: 3 classes, 1 sample, temperature 1, in nats\n")
    assert "0.0957 = −log 0.90876" in text
    assert "Banana (0.9088), right" in text
    assert "Orange         0     −0.5         0.0166    4.0957             0   +0.0166" in text
    assert all(line == line.rstrip() for line in text.split("\n"))


def test_text_says_what_is_wrong() -> None:
    assert "Banana (0.9088), wrong: it is Apple" in report_text(fruit(OneHot(0)))
    assert "Untitled" in report_text(fruit())


def test_text_in_bits() -> None:
    assert "0.1380 = −log₂ 0.9088" in report_text(replace(fruit(), unit=Unit.BITS))


def test_a_sum_of_many_terms_is_not_written_out() -> None:
    assert " = −log" not in report_text(fruit(Smoothed(1, 0.1)))


def test_a_probability_too_small_for_a_float_is_not_called_0() -> None:
    assert "−log 0" not in report_text(document([[1000.0, 0.0, -1000.0]], [OneHot(1)]))
    assert "∞ = −log 0" in report_text(document([[1.0, -np.inf, 0.0]], [OneHot(1)]))


def test_near_certainty_stays_readable() -> None:
    assert "= −log(1 − 3e−7)" in report_text(document([[15.0, 0.0, -20.0]], [OneHot(0)]))


def test_a_power_beyond_every_float_is_not_called_infinite() -> None:
    text = report_text(document([[1000.0, 0.0, -1000.0]], [OneHot(1)]))
    assert "Perplexity     exp H(p, q)  e¹⁰⁰⁰" in text


def test_means_come_first_when_there_are_many() -> None:
    text = report_text(TWO)
    assert text.index("Mean over 2 samples") < text.index("Sample 1 of 2")
    assert "50.0\xa0% (1 of 2)" in text


def test_many_classes_are_not_all_listed_but_the_truth_is() -> None:
    count = 300
    many = document(
        [list(np.linspace(5.0, -5.0, count))],
        [OneHot(count - 1)],
        names=tuple(f"c{i}" for i in range(count)),
    )
    text = report_text(many)
    rows = [line for line in text.split("\n") if line.startswith("  c")]
    assert len(rows) - 1 == LISTED  # one is the header
    assert rows[-1].split()[0] == "c299"
    left_out = 1.0 - float(analyse(many).q[[*range(LISTED - 1), count - 1]].sum())
    assert f"and 280 more classes with q = {left_out:.4f} together" in text


def test_a_sample_is_counted_among_all_and_the_mean_over_those_that_count() -> None:
    ignoring = evaluate([[1.0, 0.0], [0.0, 2.0], [3.0, 0.0]], [0, -100, 1]).task
    rows = Rows.opened(ignoring)
    document = Document(Classes.named(["a", "b"]), Samples(rows), selected=2)
    known = NOTHING.exactly(document.samples, 1.0)
    assert analyse(document, known).batch.count == 2
    text = report_text(document)
    assert "Mean over 2 samples" in text
    assert "Sample 3 of 3" in text
