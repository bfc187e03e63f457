"""Any picture as a file or on the clipboard, built from the document and never from the screen.

- :mod:`~ceviz.export.page`: what one export looks like: size, resolution, theme
- :mod:`~ceviz.export.render`: PNG, SVG and PDF through the same painters as the screen
- :mod:`~ceviz.views.rows`: the numbers behind a picture, as CSV
- :mod:`~ceviz.export.clipboard`: a picture for whoever pastes it: image, SVG, cells
"""
