"""CSV files, read again by Python's own reader."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ceviz.document.analysis import Analysis, analyse
from ceviz.document.model import Document, Unit
from ceviz.document.text.cells import plain_text
from ceviz.draw.state import View
from ceviz.export.render import csv_bytes, render_file
from ceviz.views.figures import PLAIN, figure
from tests.helpers.documents import fruit, infinite
from tests.helpers.plots import NAMES

Table = list[dict[str, str]]


def read(document: Document, plot: str, folder: Path, view: View = PLAIN) -> Table:
    render_file(figure(document, plot, view=view), folder / "data.csv")
    with open(folder / "data.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def column(table: Table, head: str) -> list[float]:
    return [float(row[head]) for row in table]


def columns_of(a: Analysis, unit: str, per_nat: float = 1.0) -> dict[str, np.ndarray]:
    return {
        "target p": a.p,
        "score z": a.z,
        "probability q": a.q,
        f"surprise [{unit}]": a.surprisal * per_nat,
        f"contribution [{unit}]": a.contribution * per_nat,
        "gradient": a.gradient,
    }


@pytest.mark.parametrize("plot", ["table", "picture"])
@pytest.mark.parametrize("unit", Unit)
def test_every_number_of_the_table_reads_back_exactly(
    any_document: Document, plot: str, unit: Unit, tmp_path: Path
) -> None:
    document = replace(any_document, unit=unit)
    table = read(document, plot, tmp_path)
    assert [plain_text(row["class"]) for row in table] == list(document.classes.names)
    for head, expected in columns_of(analyse(document), unit, unit.per_nat).items():
        assert column(table, head) == expected.tolist(), head


@pytest.mark.parametrize("plot", ["scores", "bars", "gradient"])
def test_a_plot_has_the_numbers_it_shows(any_document: Document, plot: str, tmp_path: Path) -> None:
    a = analyse(any_document)
    table = read(any_document, plot, tmp_path)
    shown = {
        "scores": {"score z": a.z, "(p - q)/T": -a.gradient},
        "bars": {"probability q": a.q, "target p": a.p},
        "gradient": {"target p": a.p, "probability q": a.q, "(p - q)/T": -a.gradient},
    }[plot]
    assert set(table[0]) == {"class", *shown}
    for head, expected in shown.items():
        assert column(table, head) == expected.tolist()


@pytest.mark.parametrize("view", [View(), View(log_q=True)])
@pytest.mark.parametrize("unit", Unit)
def test_the_curve_is_a_grid_and_a_point_a_class(view: View, unit: Unit, tmp_path: Path) -> None:
    document = replace(fruit(), unit=unit)
    a = analyse(document)
    table = read(document, "curve", tmp_path, view=view)
    surprise = f"surprise [{unit}]"
    grid = [row for row in table if row["what"] == "curve"]
    q = np.array(column(grid, "probability q"))
    assert q[-1] == 1.0
    assert (np.diff(q) > 0.0).all()
    assert q[0] == pytest.approx(1e-4 if view.log_q else 1 / 500)
    np.testing.assert_allclose(column(grid, surprise), -np.log(q) * unit.per_nat, atol=1e-15)
    assert grid[-1][surprise] == "0.0"  # and not −0.0
    points = [row for row in table if row["what"] == "class"]
    assert [row["class"] for row in points] == ["Apple", "Banana", "Orange"]
    assert column(points, "probability q") == a.q.tolist()
    assert column(points, surprise) == (a.surprisal * unit.per_nat).tolist()


def test_the_equation_is_its_terms_and_what_they_add_up_to(tmp_path: Path) -> None:
    a = analyse(fruit())
    table = read(fruit(), "equation", tmp_path)
    sums = {row["term"]: float(row["contribution [nats]"]) for row in table}
    assert sums["Banana"] == sums["H(p,q)"] == sums["KL(p‖q)"] == a.cross_entropy
    assert sums["H(p)"] == 0.0


def test_the_readouts_are_named_numbers(tmp_path: Path) -> None:
    a = analyse(fruit())
    values = {row["readout"]: row["value"] for row in read(fruit(), "readouts", tmp_path)}
    assert float(values["perplexity"]) == a.perplexity
    assert values["predicted"] == values["truth"] == "Banana"
    assert values["accuracy"] == "1"


def test_infinity_is_written_as_programs_read_it(tmp_path: Path) -> None:
    banana = read(infinite(), "table", tmp_path)[1]
    assert (banana["score z"], banana["surprise [nats]"]) == ("-inf", "inf")


@pytest.mark.parametrize("plot", NAMES)
def test_no_cell_is_a_formula(awkward: Document, plot: str) -> None:
    for row in figure(awkward, plot).rows():
        for cell in row:
            is_number = cell.lstrip("-").replace(".", "").replace("e-", "").isdigit()
            assert is_number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell


def test_only_the_name_that_looks_like_a_formula_is_marked(
    awkward: Document, tmp_path: Path
) -> None:
    names = [row["class"] for row in read(awkward, "table", tmp_path)]
    assert names == ["'=1+1", *awkward.classes.names[1:]]
    assert [plain_text(name) for name in names] == list(awkward.classes.names)


def test_a_spreadsheet_can_tell_that_it_is_utf_8() -> None:
    assert csv_bytes(figure(fruit(), "table")).startswith(b"\xef\xbb\xbf")
