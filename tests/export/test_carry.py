"""Every picture in every format carries what it was drawn from, unless it is a file's rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from PySide6.QtGui import QImage

from ceviz.document.classes import add_class
from ceviz.document.course import PLAIN, Course
from ceviz.document.edits import set_scores, smooth_all
from ceviz.document.frozen import Frozen, written
from ceviz.document.handmade import add_sample, remove_sample
from ceviz.document.model import Document, Slide
from ceviz.draw.state import View
from ceviz.errors import FileRefused
from ceviz.export.carry import carried_by, shows_no_rows
from ceviz.export.render import FORMATS, render_bytes, render_file
from ceviz.maths.descent import Loss
from ceviz.storage import carried, session
from ceviz.storage.opened import document_of
from ceviz.storage.readers import read
from ceviz.views.areas.picture import AreaView
from ceviz.views.descent.picture import Descent
from ceviz.views.figures import figure, resumed
from ceviz.views.registry import plots
from ceviz.views.sums.picture import Sums
from tests.document.examples import documents
from tests.helpers.documents import batch, fruit, infinite, many
from tests.helpers.plots import page_of

CARRYING = [suffix.removeprefix(".") for suffix in carried.SUFFIXES]


def test_all_that_is_drawn_carries_and_numbers_do_not() -> None:
    assert set(CARRYING) == set(FORMATS) - {"csv"}
    assert carried_by(figure(fruit(), "bars"), "csv") == b""


@pytest.mark.parametrize("kind", CARRYING)
@pytest.mark.parametrize("plot", [each.name for each in plots() if not each.against])
def test_every_picture_goes_on_where_it_was(plot: str, kind: str, tmp_path: Path) -> None:
    out, view = tmp_path / f"f.{kind}", View(log_q=True, simple=True, shares=False)
    made = figure(batch(), plot, view=view, selected=2)
    render_file(made, out)
    again = resumed(out)
    assert again.document.same_as(batch())
    assert (again.plot.name, again.view, again.selected) == (plot, view, 2)
    assert type(again.picture) is type(made.picture)


@pytest.mark.parametrize("kind", CARRYING)
def test_any_document_comes_back(kind: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    out = tmp_path_factory.mktemp("any") / f"f.{kind}"

    @given(documents())
    @settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
    def comes_back(drawn: Document) -> None:
        made = figure(drawn, "curve")
        page = page_of(drawn, "curve", width_mm=30.0, dpi=50.0)
        render_file(made, out, page)
        assert session.dumps(resumed(out).document) == session.dumps(drawn)

    comes_back()


@pytest.mark.parametrize("kind", CARRYING)
def test_a_ghost_and_a_course_go_with_it(kind: str, tmp_path: Path) -> None:
    start, out = infinite(), tmp_path / f"f.{kind}"
    walked = set_scores(start, Course.of(start, PLAIN).scores(Loss.CROSS_ENTROPY, 9))
    for plot, picture in (
        ("sums", Sums(Frozen.of(start))),
        ("areas", AreaView(ghost=Frozen.of(start))),
        ("descent", Descent(start=written(start.sample.scores))),
    ):
        made = replace(figure(walked, plot), picture=picture)
        render_file(made, out)
        again = resumed(out)
        assert again.picture == picture
        # And what is drawn of it is drawn again.
        drawn = replace(figure(again.document, plot), picture=again.picture)
        assert render_bytes(drawn, "csv") == render_bytes(made, "csv")
        assert render_bytes(drawn, "csv") != render_bytes(figure(walked, plot), "csv")


def test_a_ghost_of_a_files_row_does_not(tmp_path: Path) -> None:
    ghost = replace(Frozen.of(fruit()), of_file=True)
    made = replace(figure(fruit(), "sums"), picture=Sums(ghost))
    render_file(made, tmp_path / "f.svg")
    assert resumed(tmp_path / "f.svg").picture == Sums()


@pytest.mark.parametrize("kind", CARRYING)
def test_without_data_there_is_nothing_to_find(kind: str, tmp_path: Path) -> None:
    out = tmp_path / f"f.{kind}"
    render_file(figure(fruit(), "bars"), out, without_data=True)
    assert out.read_bytes() == render_bytes(figure(fruit(), "bars"), kind)
    with pytest.raises(FileRefused, match="exported without data"):
        resumed(out)


def test_the_picture_is_the_same_with_it() -> None:
    made = figure(fruit(), "bars")
    page = page_of(fruit(), "bars")
    bare = render_bytes(made, "png", page)
    full = render_bytes(made, "png", page, carried_by(made, "png"))
    assert bare != full
    assert QImage.fromData(bare) == QImage.fromData(full)
    bare, full = (render_bytes(made, "svg", page, x) for x in (b"", carried_by(made, "svg")))
    assert re.sub(rb"\n<metadata>.*</metadata>", b"", full) == bare


@pytest.mark.parametrize("kind", CARRYING)
def test_rows_of_a_file_are_never_carried(kind: str, tmp_path: Path) -> None:
    source = tmp_path / "p.npz"
    np.savez(source, logits=np.eye(3) * 4.0, labels=np.arange(3))
    opened = document_of(read(source), source.name)
    for plot in ("bars", "histogram"):
        made = figure(opened, plot)
        assert not shows_no_rows(made.state)
        assert carried_by(made, kind) == b""
    beside = figure(fruit(), "bars")
    data = figure(batch(), "histogram").state.data
    assert data is not None
    compared = replace(data, other=data.evaluation)
    assert shows_no_rows(replace(beside.state, data=data))
    assert not shows_no_rows(replace(beside.state, data=compared))


@pytest.mark.parametrize("kind", CARRYING)
@pytest.mark.parametrize(
    "edit",
    [
        add_class,
        partial(smooth_all, epsilon=0.1),
        lambda opened: add_sample(add_class(opened)),
        lambda opened: remove_sample(smooth_all(opened, 0.1), 0),
    ],
)
def test_edited_rows_of_a_file_are_never_carried(
    edit: Callable[[Document], Document], kind: str, tmp_path: Path
) -> None:
    source = tmp_path / "p.npz"
    np.savez(source, logits=np.eye(3) * 4.0, labels=np.arange(3))
    made = figure(edit(document_of(read(source), source.name)), "bars")
    assert not shows_no_rows(made.state)
    assert carried_by(made, kind) == b""
    assert carried_by(figure(edit(batch()), "bars"), kind) != b""


def test_a_document_too_large_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "MAX_BYTES", 100)
    with pytest.raises(FileRefused, match="Export it without data"):
        carried_by(figure(many(100), "bars"), "png")


def test_nothing_of_the_machine_is_carried() -> None:
    line = carried_by(figure(fruit(), "bars"), "png")
    assert str(Path.home()).encode() not in line
    assert str(Path(__file__).resolve().parents[2]).encode() not in line


def test_scenes_stay_in_their_session(tmp_path: Path) -> None:
    """A figure shows one document; what else is presented is nobody's who gets it."""
    out = tmp_path / "f.svg"
    render_file(figure(replace(fruit(), slides=(Slide(batch(), "secret"),)), "bars"), out)
    assert b"secret" not in out.read_bytes()
    assert resumed(out).document.same_as(fruit())


def test_rows_of_a_file_stay_a_files_in_a_session(tmp_path: Path) -> None:
    csv, kept = tmp_path / "p.csv", tmp_path / "p.ceviz"
    csv.write_text("a,b,label\n-1.5,2.5,b\n2.5,1.5,a\n", encoding="utf-8")
    session.save(kept, document_of(read(csv), csv.name))
    assert carried_by(figure(session.load(kept), "bars"), "svg") == b""
