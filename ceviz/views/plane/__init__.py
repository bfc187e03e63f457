"""The loss over two scores, as a landscape."""
