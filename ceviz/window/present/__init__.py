"""Scenes, as users call slides: kept, listed, shown again, and presented full screen.

- :mod:`ceviz.window.present.verbs`: what menu, keys and list do
- :mod:`ceviz.window.present.scene_list`: the list of scenes at the right of the window
- :mod:`ceviz.window.present.presentation`: the full screen, and what a presenter's keys do
- :mod:`ceviz.window.present.stage`: one slide as widgets, all of them live
- :mod:`ceviz.window.present.lesson`: a lesson's steps as slides, its questions put to a vote
- :mod:`ceviz.window.present.overlays`: the pointer's ring, and black
"""
