"""The View menu: workspaces and views in their groups, marked as they are shown."""

from __future__ import annotations

import pytest

from ceviz.views import registry
from ceviz.window.main_window import MainWindow
from ceviz.window.workspaces.table import WORKSPACES
from tests.helpers import user


def checked(window: MainWindow) -> set[str]:
    groups = ["Workspace", *(group for group, _ in registry.groups())]
    return {
        action.text().replace("&", "")
        for group in groups
        for action in user.menu(window, "View", group).actions()
        if action.isChecked()
    }


def test_what_is_shown_is_marked_however_it_came(window: MainWindow) -> None:
    lab, data, *_ = WORKSPACES
    assert window.views is not None
    assert lab.title in checked(window)
    window.views.open("areas")
    assert "Areas and codes" in checked(window)
    user.trigger(user.menu(window, "View", "Workspace"), data.title)
    assert {data.title, "Samples", "Loss histogram"} <= checked(window)
    assert not {lab.title, "Areas and codes"} & checked(window)


def test_the_views_stand_under_what_they_are_about(window: MainWindow) -> None:
    for group, specs in registry.groups():
        names = [action.text() for action in user.menu(window, "View", group).actions()]
        assert names == [spec.title for spec in specs]


@pytest.mark.parametrize(("size", "height"), [(1.0, 700), (1.6, 700), (2.5, 800)])
def test_no_menu_is_higher_than_a_small_screen(
    window: MainWindow, size: float, height: int
) -> None:
    window.appearance.choose_text_size(size)
    for name in ("File", "Edit", "Classes", "Samples", "View", "Help"):
        assert user.menu(window, name).sizeHint().height() < height - 40, name
