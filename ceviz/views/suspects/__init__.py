"""Labels the model doubts."""
