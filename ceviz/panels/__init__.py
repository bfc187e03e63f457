"""Widgets: each shows the scene and says what the user wants; none knows another.

- :class:`~ceviz.panels.scene.Scene`: what is shown, shared by all panels
- :class:`~ceviz.panels.picture_panel.PicturePanel`: hosts a painted picture and its gestures
- the class table, the controls, the sample list, the zoomable curve, the export dialog
"""
