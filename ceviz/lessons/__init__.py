"""Lessons: cross-entropy told in steps that are done by hand; data, their checks, and progress.

- :mod:`ceviz.lessons.format`: a lesson, and how its file is read
- :mod:`ceviz.lessons.acts`: what can be shown with a ghost hand, and how a step begins
- :mod:`ceviz.lessons.checks`: when a task is done
- :mod:`ceviz.lessons.figures`: the numbers in texts, computed
- :mod:`ceviz.lessons.proof`: whether a lesson holds what it says
- :mod:`ceviz.lessons.library`: the lessons that come with ceviz
- :mod:`ceviz.lessons.beliefs`: what a student believed, as predictions
- :mod:`ceviz.lessons.progress`: what was done, kept between runs
"""
