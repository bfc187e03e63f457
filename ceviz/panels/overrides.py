"""What Qt calls in Python: an error in it is told once, and ends neither a painter nor the process.

WORKAROUND: PySide 6.11 keeps what an override raises while it is called from within a call of
Python's (a table's ``data`` in ``view.show()``, a layer's ``paint`` in a plot's ``paintEvent``),
to raise it in that call. On Python 3.11 it takes what C raised, an index out of range or a
division by zero, for an exception object, which it is not yet, and the process ends there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from types import FunctionType
from typing import Any, TypeVar

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ceviz.draw.theme import TEXT, Theme, colour
from ceviz.panels.background import hand_over

C = TypeVar("C", bound=type)

#: What is seen where a picture could not be painted.
SENTENCE = "This could not be drawn: something went wrong."

#: Methods that have the name of Qt's, but that Qt never calls.
_OURS = frozenset({"model"})

#: Where an object keeps which errors it has told.
_TOLD = "_told_errors"


def guarded(cls: C) -> C:
    """A class decorator: no error leaves the methods by which ``cls`` overrides Qt's.

    It goes to the excepthook instead, once for each place; what should have returned something
    returns what Qt itself would.
    """
    for name in overrides(cls):
        setattr(cls, name, _guard(cls, name, vars(cls)[name]))
    return cls


def overrides(cls: type) -> list[str]:
    """The names of the methods of ``cls`` that Qt calls."""
    bases = [base for base in cls.__mro__[1:] if base.__module__.startswith("PySide6.")]
    return [
        name
        for name, method in vars(cls).items()
        if isinstance(method, FunctionType)
        and not name.startswith("__")
        and name not in _OURS
        and any(name in vars(base) for base in bases)
    ]


def tell_once(owner: object, problem: Exception) -> None:
    """Hand ``problem`` over, unless ``owner`` has met it at the same place before.

    What is called for each frame, or for each cell, would fill the log.
    """
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    line = None if trace is None else (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
    told = vars(owner).setdefault(_TOLD, set())
    if (type(problem), line) not in told:
        told.add((type(problem), line))
        hand_over(problem)


@contextmanager
def painting(widget: QWidget, theme: Theme) -> Iterator[QPainter]:
    """A painter on ``widget``, ended whatever happens: Qt does not survive one that outlives it.

    An error leaves a sentence on an empty widget, and is told once.
    """
    painter = QPainter(widget)
    try:
        yield painter
    except Exception as problem:
        painter.end()
        with QPainter(widget) as anew:
            draw_sentence(anew, QRectF(widget.rect()), theme)
        tell_once(widget, problem)
    finally:
        if painter.isActive():
            painter.end()


def draw_sentence(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Instead of a picture in ``rect``: an empty ground and :data:`SENTENCE`."""
    painter.fillRect(rect, colour(theme.surface))
    painter.setFont(theme.font(TEXT))
    painter.setPen(colour(theme.muted))
    words = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(rect.adjusted(8.0, 4.0, -8.0, -4.0), words, SENTENCE)


def _guard(cls: type, name: str, override: FunctionType) -> Callable[..., Any]:
    returns = override.__annotations__.get("return") not in (None, "None")

    @wraps(override)
    def call(self: object, *args: Any, **kwargs: Any) -> Any:
        try:
            return override(self, *args, **kwargs)
        except Exception as problem:
            tell_once(self, problem)
        return _as_qt(cls, name, self, args) if returns else None

    call.__dict__["guarded"] = True
    return call


def _as_qt(cls: type, name: str, self: object, args: tuple[Any, ...]) -> Any:
    """What Qt's own ``name`` returns; nothing where it has none."""
    try:
        return getattr(super(cls, self), name)(*args)
    except (AttributeError, NotImplementedError):
        return None
