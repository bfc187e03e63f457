"""The plots that people zoom, pan and read off: a chart between pyqtgraph's axes."""
