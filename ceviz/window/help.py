"""The texts of the Help menu, and the box they are shown in."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtWidgets import QMessageBox, QWidget

from ceviz import __version__
from ceviz.panels import style

#: The width of :data:`KEYS`, as its outer table has it.
WIDTH = 740

KEYS = """
<table cellspacing=0 width=740><tr><td width=370 style="padding-right: 16px">
<h3>With the mouse</h3>
<table cellspacing=4>
<tr><td><b>drag</b> a bar or a point</td><td>change it; everything follows</td></tr>
<tr><td><b>Shift</b>-drag</td><td>ten times finer</td></tr>
<tr><td><b>Esc</b>, right button</td><td>give a drag back</td></tr>
<tr><td><b>double-click</b></td><td>type the value: 0.85, 17/20, -inf; in percent 85</td></tr>
<tr><td>drag an outline’s knob</td><td>change a free target</td></tr>
<tr><td>drag a side of an area</td><td>change a free target; its top changes q</td></tr>
<tr><td><b>wheel</b> on a plot</td>
<td>zoom; drag its background to move it, double-click shows all again</td></tr>
</table>
<h3>On bars and curve</h3>
<table cellspacing=4>
<tr><td><b>Tab</b></td><td>from picture to picture</td></tr>
<tr><td><b>← →</b></td><td>choose a class</td></tr>
<tr><td><b>↑ ↓</b></td>
<td>change it by 0.01 (Shift 0.001, Page keys 0.1; scores ten times that)</td></tr>
<tr><td><b>Alt+↑ ↓</b></td><td>change a free target, in the area picture</td></tr>
<tr><td><b>Home</b>, <b>End</b></td><td>to the ends</td></tr>
<tr><td><b>Enter</b> or a digit</td><td>type its value</td></tr>
<tr><td><b>L</b>, <b>T</b></td><td>lock its probability; make it the true class</td></tr>
<tr><td><b>+ − 0</b></td>
<td>zoom a plot without values to type; show all again</td></tr>
</table>
<h3>On the gradient descent</h3>
<table cellspacing=4>
<tr><td><b>Space</b>, <b>← →</b></td><td>play or pause; take a step</td></tr>
<tr><td><b>Esc</b></td><td>give back what was played</td></tr>
</table>
<h3>In the list of samples</h3>
<table cellspacing=4>
<tr><td><b>Ins</b>, <b>Ctrl+D</b>, <b>Del</b></td><td>add one; duplicate it; delete it</td></tr>
<tr><td><b>Ctrl+Alt+N</b>, <b>Ctrl+Alt+D</b></td><td>the first two from anywhere</td></tr>
</table>
</td><td width=370>
<h3>Anywhere in the window</h3>
<table cellspacing=4>
<tr><td><b>Ctrl+Z</b></td><td>undo: one gesture is one step</td></tr>
<tr><td><b>Ctrl+Shift+Z</b>, <b>Ctrl+Y</b></td><td>redo</td></tr>
<tr><td><b>Ctrl+N</b>, <b>Ctrl+O</b></td><td>start anew; open a file</td></tr>
<tr><td><b>Ctrl+S</b>, <b>Ctrl+Shift+S</b></td><td>save; save as</td></tr>
<tr><td><b>Ctrl+E</b>, <b>Ctrl+Shift+C</b></td><td>export; copy the whole picture</td></tr>
<tr><td><b>Ctrl+1 … Ctrl+7</b></td><td>open or close a view of one loss</td></tr>
<tr><td><b>Ctrl+Alt+1 … Ctrl+Alt+9</b>, <b>Ctrl+Alt+0</b></td>
<td>open or close a view of all samples</td></tr>
<tr><td><b>F8</b></td><td>show the view or picture last opened or clicked alone; all again</td></tr>
<tr><td><b>Alt+1 … Alt+3</b>, <b>Ctrl+Tab</b></td><td>lab; all samples; learn; the next</td></tr>
<tr><td><b>F9</b>, <b>F11</b></td><td>light or dark; full screen</td></tr>
<tr><td><b>Ctrl+Shift+A</b>, <b>F5</b>, <b>Shift+F5</b></td><td>keep a scene; present</td></tr>
<tr><td><b>Ctrl+B</b>, <b>F7</b></td><td>nats or bits; show whole plots</td></tr>
<tr><td><b>Ctrl++</b>, <b>Ctrl+=</b>, <b>Ctrl+-</b>, <b>Ctrl+0</b></td>
<td>larger, smaller, usual text; also Ctrl and the wheel</td></tr>
<tr><td><b>Ctrl+Shift+N</b>, <b>Ctrl+D</b></td><td>add a class; duplicate it</td></tr>
<tr><td><b>Ctrl+Shift+Up</b>, <b>Ctrl+Shift+Down</b></td><td>move the class</td></tr>
<tr><td><b>F4</b></td><td>open softmax: e to each score, added up</td></tr>
<tr><td><b>F6</b>, <b>Ctrl+Shift+P</b></td><td>simple or full; percent or decimals</td></tr>
<tr><td><b>Shift+F1</b>, <b>Ctrl+F1</b></td><td>name all that is seen; the glossary</td></tr>
<tr><td><b>F1</b>, <b>Ctrl+Q</b></td><td>this help; quit</td></tr>
</table>
<h3>In the table of classes</h3>
<table cellspacing=4>
<tr><td><b>Space</b>, <b>T</b></td><td>lock or unlock; make it the true class</td></tr>
<tr><td><b>Del</b></td><td>remove the chosen classes</td></tr>
<tr><td><b>Ctrl+C</b>, <b>Ctrl+V</b></td><td>copy the table; paste into it</td></tr>
</table>
</td></tr></table>
"""


def about() -> str:
    """Version, licences and what is inside."""
    return f"""
<h3>ceviz {__version__}</h3>
<p>The place to see, touch and measure cross-entropy.</p>
<p>ceviz sends nothing anywhere: no use is counted, no version is looked up. Only a package that
you have fetched for a file comes over the network.</p>
<p>MIT licence. Uses Qt {qVersion()} through PySide6 under the GNU LGPL 3,
pyqtgraph and msgspec (MIT, BSD), numpy (BSD), and the DejaVu fonts.
The licence texts are in <i>resources/licenses</i>.</p>
"""


def show(window: QWidget, title: str, text: str) -> None:
    """One of them over ``window``, until it is closed."""
    box = QMessageBox(window)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.RichText)
    # Widths in HTML are pixels; the type they hold may be larger.
    share = style.in_type(window, QSize(WIDTH, WIDTH)).width() / WIDTH
    box.setText(re.sub(r"width=(\d+)", lambda w: f"width={int(int(w[1]) * share)}", text))
    box.exec()
    box.deleteLater()
