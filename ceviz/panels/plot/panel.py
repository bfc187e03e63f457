"""A card with charts: painted for the first frame, then plots that zoom, pan and are dragged.

pyqtgraph takes longer to import than all the rest to start, so it comes after the first paint;
the picture under it is drawn by the same code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ceviz.draw.chart import Chart
from ceviz.draw.chart_picture import ChartPicture
from ceviz.draw.frame import draw_card, draw_title
from ceviz.draw.picture import Picture
from ceviz.draw.theme import Theme, colour
from ceviz.panels.overrides import guarded, painting
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.panels.terms.written import Written
from ceviz.store import End

if TYPE_CHECKING:
    from ceviz.panels.plot.plot import Plot

#: What one press of a key zooms by.
KEY_ZOOM = 1.25


@guarded
class PlotPanel(PicturePanel):
    """Hosts a :class:`~ceviz.draw.chart_picture.ChartPicture`; :meth:`load_plot` makes it zoomable.

    Attributes:
        plots: one for each chart, from top to bottom; empty until they are loaded.
    """

    picture: ChartPicture

    def __init__(
        self,
        name: str,
        picture: ChartPicture,
        scene: Scene,
        *,
        kind: str = "",
        description: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self.plots: tuple[Plot, ...] = ()
        self._titled: tuple[str, Theme] | None = None
        super().__init__(name, picture, scene, kind=kind, description=description, parent=parent)

    @property
    def plot(self) -> Plot | None:
        """The first plot, if they are loaded."""
        return self.plots[0] if self.plots else None

    def load_plot(self) -> None:
        """Import pyqtgraph and show the plots; once."""
        if self.plots:
            return
        from ceviz.panels.plot.plot import Plot

        charts = self.picture.charts
        self.plots = tuple(
            Plot(chart, self, self._scene, lowest=chart is charts[-1], name_room=self.name_room)
            for chart in charts
        )
        for plot in self.plots:
            plot.linked = self.plots
            if plot is not self.plots[0]:
                plot.setXLink(self.plots[0])
        self._place()
        for plot in self.plots:
            plot.show()
        self.update()

    def reset_zoom(self) -> None:
        """Show everything in all plots."""
        for plot in self.plots:
            plot.reset_zoom()

    def set_picture(self, picture: Picture) -> None:
        """The same charts with other options."""
        super().set_picture(picture)
        for plot, chart in zip(self.plots, self.picture.charts, strict=True):
            plot.set_chart(chart)

    def move_to(self, picture: ChartPicture) -> None:
        """The same charts with a handle elsewhere: everything that is kept stays right."""
        self.picture = picture
        for plot, chart in zip(self.plots, picture.charts, strict=False):
            plot.chart = chart
            plot.layer.update()
        if not self.plots:
            self.update()

    def refresh(self) -> None:
        """The plots repaint themselves; the card under them only when its title is new."""
        self.let_go_of_old()
        titled = (self.picture.heading(self.state), self._scene.theme)
        if not self.plots or titled != self._titled:
            if self._titled is not None and self._titled[1] != titled[1]:
                self._place()
            self._titled = titled
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The plots fill the card below the title."""
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Card and title under the plots; the whole picture while there are none."""
        if not self.plots:
            super().paintEvent(event)
            return
        theme = self._scene.theme
        with painting(self, theme) as painter:
            heading, note = self.picture.heading(self.state), self.picture.note
            geometry = self.geometry_now()
            painter.fillRect(event.rect(), colour(theme.background))
            draw_card(painter, QRectF(self.rect()), theme)
            draw_title(painter, geometry.frame, heading, note, theme)

    def written_texts(self) -> list[Written]:
        """The heading: what the plots write they place themselves."""
        foot = self.geometry_now().frame.title.bottom() + 1.0
        texts = super().written_texts()
        return [text for text in texts if not self.plots or text.box.bottom() <= foot]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As in any picture; where no value is typed, + − 0 zoom."""
        if self.drag is not None or self.kind or not self._zoom_by(event.text()):
            super().keyPressEvent(event)

    def name_room(self, chart: Chart) -> float:
        """How much the names of a ``named`` chart get, left and above."""
        return chart.name_room(self.state, self._scene.theme)

    def focal_point(self, plot: Plot) -> QPointF | None:
        """The pixel that keys zoom around; None for the middle."""
        return None

    def _zoom_by(self, key: str) -> bool:
        """``+`` and ``-`` zoom all plots, ``0`` shows everything, where no value is typed."""
        factor = {"+": 1.0 / KEY_ZOOM, "-": KEY_ZOOM, "0": 0.0}.get(key)
        if factor is None or not self.plots:
            return False
        for plot in self.plots:
            if factor:
                plot.zoom(factor, self.focal_point(plot))
            else:
                plot.show_everything()
        return True

    def _let_go(self, reason: End) -> None:
        super()._let_go(reason)
        for plot in self.plots:
            plot.layer.update()

    def _place(self) -> None:
        """Each plot from its chart's top to the next one's; the lowest has the x axis's names."""
        if not self.plots:
            return
        frame, axes = self.geometry_now().frame, self.geometry_now().axes
        above = 8.0 * max(self._scene.theme.scale, 1.0)
        tops = [round(frame.title.bottom()), *(round(a.area.top() - above) for a in axes[1:])]
        bottoms = [*tops[1:], self.height() - 6]
        for plot, top, bottom in zip(self.plots, tops, bottoms, strict=True):
            plot.setGeometry(QRect(6, top, self.width() - 12, bottom - top))
