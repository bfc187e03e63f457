"""The lab's widgets: class table, controls, sample list, pipeline."""
