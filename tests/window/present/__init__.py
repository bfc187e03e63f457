"""Scenes in the window, and on the whole screen."""
