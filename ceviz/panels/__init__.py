"""Widgets: each shows the scene and says what the user wants; none knows another.

- :class:`~ceviz.panels.scene.Scene`: what is shown, shared by all panels
- :class:`~ceviz.panels.picture_panel.PicturePanel`: hosts a painted picture and its drags
- :class:`~ceviz.panels.slider.GestureSlider`: a slider whose drag is a gesture, too
- the class table, the controls, the sample list, the zoomable curve, the export dialog
"""
