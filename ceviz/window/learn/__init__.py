"""The Learn panel: lessons played on the real controls.

- :mod:`ceviz.window.learn.panel`: contents or a step, beside the lab
- :mod:`ceviz.window.learn.player`: which step is played, and whether it is done
- :mod:`ceviz.window.learn.rooms`: what a lesson names, in this window
"""
