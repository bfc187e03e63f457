"""Tables as text: the first lines tell the layout, the rest is read in pieces."""
