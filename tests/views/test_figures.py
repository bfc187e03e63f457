"""Pictures by name, and where a figure goes on."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from ceviz.draw.plot import Figure
from ceviz.errors import FileRefused
from ceviz.export.options import options_of, with_options
from ceviz.export.render import render_file
from ceviz.storage.carried import png
from ceviz.storage.carried.payload import Carried, dumps
from ceviz.views.figures import figure, resumed
from ceviz.views.registry import plots
from tests.fuzz import figures
from tests.helpers.documents import fruit
from tests.storage.carried.test_png import PIXEL
from tests.views.test_rows_follow import OPTIONS


def kept(picture: Any) -> Any:
    """``picture`` without what passes."""
    if not is_dataclass(picture) or isinstance(picture, type):
        return picture
    usual, changes = type(picture)(), dict[str, Any]()
    for each in fields(picture):
        value = getattr(usual if each.metadata.get("passing") else picture, each.name)
        changes[each.name] = kept(value) if is_dataclass(value) else value
    return replace(picture, **changes)


@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_comes_back(name: str, tmp_path: Path) -> None:
    option = OPTIONS[name]
    usual = figure(option.document(), option.plot)
    out = tmp_path / "f.svg"
    render_file(Figure(usual.plot, option.picture, usual.state), out)
    again = resumed(out)
    if is_dataclass(option.picture):
        assert again.picture == kept(option.picture)
    assert type(again.picture) is type(option.picture)


@pytest.mark.parametrize("plot", plots(), ids=lambda plot: plot.name)
def test_the_options_of_every_picture_can_be_read(plot: Any) -> None:
    """Each field is of a kind that is checked when it is read, or is declared as passing."""
    made = plot.make()
    assert options_of(made) == {}
    assert type(with_options(type(made), {}, "f.svg")) is type(made)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"plot": "pie"}, "f.png, plot: there is no plot called “pie”"),
        ({"plot": "simplex", "options": {"code": "x"}}, "there is no option called “code”"),
        ({"plot": "losses", "options": {"choice": {"gamma": -1.0}}}, "-1 cannot focus a loss"),
        ({"plot": "ledger", "options": {"fraction": 2.0}}, "a share is at least 0"),
        ({"plot": "bars", "view": {"top": "all"}}, "view, top: holds an option"),
    ],
)
def test_what_cannot_be_taken_up_is_refused(
    changes: dict[str, Any], words: str, tmp_path: Path
) -> None:
    path = tmp_path / "f.png"
    path.write_bytes(png.embed(PIXEL, dumps(Carried(fruit(), **changes))))
    with pytest.raises(FileRefused) as refused:
        resumed(path)
    assert words in str(refused.value)


@pytest.mark.parametrize("chosen", [[], [0, 0, 0], [-1, 0, 1], [7, 8, 9], [0], [0, 1, 2, 2]])
@pytest.mark.parametrize("plot", ["simplex", "plane"])
def test_classes_that_there_are_not_are_as_good_as_none(
    plot: str, chosen: list[int], tmp_path: Path
) -> None:
    path = tmp_path / "f.png"
    path.write_bytes(png.embed(PIXEL, dumps(Carried(fruit(), plot, {"chosen": chosen}))))
    again, usual = resumed(path), figure(fruit(), plot)
    assert Figure(usual.plot, again.picture, usual.state).rows() == usual.rows()


def test_damaged_figures_are_refused_or_drawn() -> None:
    """A short share of ``python3 -m tests fuzz figures``."""
    outcomes = figures.run(150, 7)
    assert {outcome.split()[-1] for outcome in outcomes} == {"refused", "on"}
    assert outcomes.total() == 150
