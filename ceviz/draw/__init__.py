"""Pictures as pure painters: ``draw(painter, rect, state, theme)`` for screen and file alike.

No widgets and no pyqtgraph here. Lengths are logical pixels of 1/96 inch; fonts have pixel
sizes; no cosmetic pens and no composition modes, which SVG and PDF viewers get wrong.

A picture is a :class:`~ceviz.draw.picture.Picture`: option ► geometry ► paint, plus the way
back from a point to a handle.
"""
