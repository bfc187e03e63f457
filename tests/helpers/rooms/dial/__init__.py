"""A view with one handle: as small as a view can be."""
