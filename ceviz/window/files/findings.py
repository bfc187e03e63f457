"""What is said of a file when it is opened: its warnings, and what would mend them."""

from __future__ import annotations

from ceviz.storage.readers import Field, Predictions

#: More warnings than these are counted; "Opened as" has all of them.
MOST = 3


def summary(predictions: Predictions) -> str:
    """The warnings as one text, what can be mended first; empty if there are none."""
    mendable = [guess.warning for guess in predictions.mendable]
    others = [warning for warning in predictions.warnings if warning not in mendable]
    warnings = [_sentence(warning) for warning in (*mendable, *others)]
    if len(warnings) > MOST:
        left = len(warnings) - MOST
        warnings[MOST:] = [f"{left} more {'is' if left == 1 else 'are'} in View ▸ Opened as."]
    return " ".join(warnings)


def choice_label(field: Field, value: str) -> str:
    """What the button is called that reads the file with that choice."""
    if field is Field.KIND:
        return f"Read as {value}"
    if field is Field.UNLABELLED:
        return "Read without such rows"
    return f"Read with {field}: {value if len(value) <= 30 else f'{value[:29]}…'}"


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?", "!")) else f"{words}."
