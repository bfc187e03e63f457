"""From labels to classes: by number, by name, and in which order the scores have them."""
