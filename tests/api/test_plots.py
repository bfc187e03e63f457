"""Pictures in a notebook: the bytes of ``ceviz render``, of what was measured."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import ceviz
from ceviz.cli import main
from ceviz.errors import InvalidInput

DIGITS = Path(__file__).resolve().parents[2] / "resources" / "samples" / "digits.npz"


@pytest.fixture(autouse=True)
def application(qapp: object) -> object:
    return qapp


def rendered(tmp_path: Path, source: str, name: str, *words: str) -> bytes:
    out = tmp_path / "rendered.svg"
    assert (
        main(["render", source, "--plot", name, "--out", str(out), "--without-data", *words]) == 0
    )
    return out.read_bytes()


@pytest.mark.parametrize("name", ["reliability", "histogram", "confusion", "bars"])
def test_a_plot_of_a_file_is_what_render_draws(tmp_path: Path, name: str) -> None:
    made = ceviz.plot(ceviz.read(DIGITS), name)
    expected = rendered(tmp_path, str(DIGITS), name)
    assert made._repr_svg_().encode() == expected
    made.save(tmp_path / "saved.svg")
    assert (tmp_path / "saved.svg").read_bytes() == expected


def untitled(svg: str) -> str:
    """Without the element that names the file."""
    before, _, rest = svg.partition("<title>")
    return before + rest.partition("</title>")[2]


@pytest.mark.parametrize("name", ["reliability", "ledger"])
def test_a_plot_of_a_result_is_what_render_draws(tmp_path: Path, name: str) -> None:
    with np.load(DIGITS) as file:
        result = ceviz.evaluate(file["logits"], file["labels"], class_names=file["class_names"])
    expected = rendered(tmp_path, str(DIGITS), name, "--width", "90mm").decode()
    assert untitled(ceviz.plot(result, name, width=90.0).svg) == untitled(expected)


def test_weights_and_temperature_are_those_of_the_result() -> None:
    with np.load(DIGITS) as file:
        logits, labels = file["logits"], file["labels"]
    plain = ceviz.plot(ceviz.evaluate(logits, labels), "reliability").svg
    hot = ceviz.plot(ceviz.evaluate(logits, labels, temperature=3.0), "reliability").svg
    assert hot != plain
    weight = np.arange(1.0, 11.0)
    weighed = ceviz.plot(ceviz.evaluate(logits, labels, weight=weight), "histogram").svg
    assert weighed != ceviz.plot(ceviz.evaluate(logits, labels), "histogram").svg


def test_what_makes_no_picture_is_refused(tmp_path: Path) -> None:
    result = ceviz.evaluate(3.5 * np.eye(3), [0, 1, 2])
    with pytest.raises(InvalidInput, match="no plot called"):
        ceviz.plot(result, "pie")
    with pytest.raises(InvalidInput, match="compares two files"):
        ceviz.plot(result, "compare")
    with pytest.raises(InvalidInput, match="suffix"):
        ceviz.plot(result).save(tmp_path / "x.bmp")
    with pytest.raises(InvalidInput, match="no row counts"):
        ceviz.plot(ceviz.evaluate(3.5 * np.eye(3), [-100, -100, -100]))


def test_the_lab_draws_one_prediction(tmp_path: Path) -> None:
    made = ceviz.lab([1, 3.5, -0.5], target=1, class_names=["Apple", "Banana", "Orange"])
    assert ElementTree.fromstring(made._repr_svg_()).tag.endswith("svg")
    expected = rendered(tmp_path, "fruit", "picture").decode()
    assert untitled(made.svg) == untitled(expected)
    assert repr(made) == "<Plot: The whole picture, 300 × 170 mm>"
    soft = ceviz.lab([0.0, 1.0], [0.25, 0.75], name="bars", width=80.0)
    assert soft.svg != ceviz.lab([0.0, 1.0], 1, name="bars", width=80.0).svg


@pytest.mark.parametrize(
    ("scores", "target", "names", "why"),
    [
        ([[1.0, 2.0]], 0, None, "one score for each"),
        ([1.0, 2.0], 2, None, "2 is not a class"),
        ([1.0, 2.0], -1, None, "-1 is not a class"),
        ([1.0, 2.0], [0.2, 0.2, 0.6], None, "neither a class nor"),
        ([1.0, 2.0], 0, ["a"], "1 names for 2 scores"),
        ([1.0, np.nan], 0, None, "finite"),
    ],
)
def test_a_prediction_that_is_none_is_refused(
    scores: object, target: object, names: list[str] | None, why: str
) -> None:
    with pytest.raises(InvalidInput, match=why):
        ceviz.lab(scores, target, names)  # type: ignore[arg-type]
