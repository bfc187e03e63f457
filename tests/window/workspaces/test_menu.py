"""The View menu: workspaces and views in their groups, marked as they are shown."""

from __future__ import annotations

from ceviz.views import registry
from ceviz.window.main_window import MainWindow
from ceviz.window.workspaces.menu import fill_views
from ceviz.window.workspaces.table import WORKSPACES
from tests.helpers import user


def checked(window: MainWindow) -> set[str]:
    return {
        action.text().replace("&", "")
        for action in user.menu(window, "View").actions()
        if action.isChecked()
    }


def test_what_is_shown_is_marked_however_it_came(window: MainWindow) -> None:
    lab, data, *_ = WORKSPACES
    assert window.views is not None
    assert lab.title in checked(window)
    window.views.open("areas")
    assert "Areas and codes" in checked(window)
    user.trigger(user.menu(window, "View"), data.title)
    assert {data.title, "Samples", "Loss histogram"} <= checked(window)
    assert not {lab.title, "Areas and codes"} & checked(window)


def test_the_views_stand_under_what_they_are_about(window: MainWindow) -> None:
    menu = user.menu(window, "View")
    menu.clear()
    assert window.views is not None
    fill_views(menu, window.views)
    names = [action.text() for action in menu.actions()]
    for group, specs in registry.groups():
        place = names.index(group)
        assert names[place + 1 : place + 1 + len(specs)] == [spec.title for spec in specs]
