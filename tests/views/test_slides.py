"""Between a slide and what is shown of it: nothing is lost, and what there is not is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ceviz.document import edits
from ceviz.document.analysis import analyse
from ceviz.document.course import Course, Plan
from ceviz.document.frozen import Frozen, written
from ceviz.document.model import Document, Slide, SlideView
from ceviz.draw.picture import Exported
from ceviz.draw.state import TOP, State, View
from ceviz.errors import FileRefused
from ceviz.maths.descent import Loss
from ceviz.storage import session
from ceviz.views.areas.picture import AreaView
from ceviz.views.descent.picture import Descent
from ceviz.views.registry import VIEWS, plot
from ceviz.views.slides import check, kept, left_out, pictures_of, sheet_of, view_of, write
from ceviz.views.sums.picture import Sums
from tests.helpers.documents import batch, free_fruit, fruit, infinite
from tests.helpers.images import words_in

CE = Loss.CROSS_ENTROPY
EVERY = [view.name for view in VIEWS]


def slide_of(document: Document, *views: str, view: View = View(), **more: Any) -> Slide:  # noqa: B008
    usual: dict[str, Any] = {"data": False, "pictures": {}, "text_size": 1.0, "selected": 1}
    return kept(document, "a", views=views, view=view, **{**usual, **more})


def test_views_with_their_options_come_back() -> None:
    areas = replace(plot("areas").make(), swapped=True)  # type: ignore[type-var]
    simplex = plot("simplex").make()
    made = slide_of(
        fruit(), "areas", "simplex", "measure", pictures={"areas": areas, "simplex": simplex}
    )
    assert pictures_of(made) == {"areas": areas, "simplex": simplex}
    assert [view.name for view in made.views] == ["areas", "simplex", "measure"]


@pytest.mark.parametrize("document", [free_fruit(), infinite()])
def test_ghosts_and_a_descents_course_come_back_from_a_file(
    document: Document, tmp_path: Path
) -> None:
    ghost, path = Frozen.of(document), tmp_path / "deck.ceviz"
    walked = edits.set_scores(document, Course.of(document, Plan(0.5)).scores(CE, 7))
    start = written(document.sample.scores)
    pictures: dict[str, Exported] = {
        "areas": AreaView(ghost=ghost),
        "sums": Sums(ghost),
        "descent": Descent(Plan(0.5), start=start),
    }
    slide = slide_of(walked, *pictures, pictures=pictures)
    session.save(path, replace(fruit(), slides=(slide,)))
    (again,) = session.load(path).slides
    found = pictures_of(again)
    assert found == pictures
    state = State.of(again.document, analyse(again.document))
    assert found["descent"].step_in(state) == 7  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "view", [View(), View(True, TOP, True, False, True), View(simple=True, shares=True)]
)
def test_how_it_is_looked_at_comes_back(view: View) -> None:
    assert view_of(slide_of(fruit(), view=view)) == view


def test_tables_and_what_compares_are_left_out() -> None:
    assert left_out(slide_of(fruit(), "areas", "measure", "compare")) == [
        "Measure", "Compare two files",
    ]  # fmt: skip
    assert left_out(slide_of(fruit(), "areas")) == []


def test_a_slide_holds_no_slides() -> None:
    deck = replace(fruit(), slides=(Slide(fruit(), "x"),))
    assert slide_of(deck).document.slides == ()


def test_all_of_it_comes_back_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "deck.ceviz"
    shown = [name for name in EVERY if (p := plot_of(name)) is None or not p.against]
    deck = replace(fruit(), slides=tuple(slide_of(batch(), name) for name in shown))
    session.save(path, deck)
    again = session.load(path)
    check(again, str(path))
    assert again.same_as(deck)
    for before, after in zip(deck.slides, again.slides, strict=True):
        assert pictures_of(after) == pictures_of(before)


def plot_of(name: str) -> Any:
    return next(view for view in VIEWS if view.name == name).plot


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"views": (SlideView("nowhere"),)}, r"\.views\[0\]\.name: there is no view called “nowh"),
        (
            {"views": (SlideView("sums"), SlideView("losses", {"x": 1}))},
            r"\.views\[1\]\.options: there is no option called “x”",
        ),
        (
            {"views": (SlideView("areas", {"swapped": "x"}),)},
            r"\.views\[0\]\.options, swapped: holds an option that there is not",
        ),
        ({"view": {"simpel": True}}, r"\.view: there is no option called “simpel”"),
        ({"view": {"simple": 3}}, r"\.view, simple: holds an option that there is not"),
    ],
)
def test_what_there_is_not_is_refused_with_its_field(
    tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    path = tmp_path / "deck.ceviz"
    good = slide_of(fruit(), "sums")
    session.save(path, replace(fruit(), slides=(good, replace(good, **change))))
    with pytest.raises(FileRefused, match=words) as refusal:
        check(session.load(path), str(path))
    assert str(refusal.value).startswith(f"{path}, scenes[1]")
    check(replace(fruit(), slides=(good,)), "x")


def test_a_sheet_is_of_what_the_slide_shows() -> None:
    sheet = sheet_of(slide_of(batch(), "histogram", data=True, view=View(simple=True)))
    assert sheet.figure.state.data is not None
    assert sheet.figure.state.view.simple
    assert sheet.main.plot.name == "histogram"
    assert sheet_of(slide_of(fruit())).main.plot.name == "picture"
    assert sheet_of(slide_of(fruit(), "measure")).main.plot.name == "picture"


def test_figures_in_its_line_are_of_what_it_shows() -> None:
    sheet = sheet_of(replace(slide_of(fruit()), line="It costs {loss:2} nats {so far}."))
    words = words_in(sheet.figure.picture, sheet.figure.state, 1200, 700)
    assert "It costs 0.10 nats {so far}." in " ".join(words)


def test_writing_takes_every_slide(tmp_path: Path) -> None:
    deck = replace(fruit(), slides=(slide_of(fruit()), slide_of(batch(), "sums")))
    assert len(write(deck, tmp_path / "s", kind="svg")) == 2
