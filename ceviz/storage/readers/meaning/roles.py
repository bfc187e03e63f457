"""Which array or column is what: by the names people give them, then by type and shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ceviz.memo import value_memo
from ceviz.storage.readers.arrays import StoredArray
from ceviz.storage.readers.edge import refuse, refuse_without_labels
from ceviz.storage.readers.guesses import NOTHING, Field, Guess, Kind, ReadOptions
from ceviz.storage.readers.readings import Choice, Doubt

_LOGITS = (
    "logits", "logit", "scores", "score", "outputs", "output", "decision_function", "y_score",
    "z",
)  # fmt: skip
_LOG_PROBABILITIES = (
    "log_probabilities", "log_probability", "log_probs", "log_prob", "logprobs", "logprob",
    "log_softmax", "log_likelihoods", "log_p",
)  # fmt: skip
_PROBABILITIES = (
    "probabilities", "probability", "probas", "proba", "probs", "prob", "softmax", "y_prob",
    "y_proba", "y_pred", "predictions", "preds", "pred", "confidences", "p", "q",
)  # fmt: skip

#: Words for what a model gives out, likeliest first.
SCORE_WORDS = _LOGITS + _LOG_PROBABILITIES + _PROBABILITIES

#: Words for the truth, likeliest first.
LABEL_WORDS = (
    "labels", "label", "targets", "target", "y_true", "true_labels", "true_label", "true_class",
    "ground_truth", "gold", "truth", "gt", "label_ids", "references", "y_test", "y", "class",
    "true", "expected", "answer", "actual", "actuals", "y_actual", "actual_class", "target_class",
    "correct_label", "given_label", "reference", "gold_label", "gold_labels",
)  # fmt: skip

#: Parts of names of classes that are not the truth, whatever stands beside them.
_OTHER_CLASSES = frozenset((
    "pred", "preds", "predict", "predicted", "prediction", "predictions", "hat", "yhat", "ypred",
    "argmax", "guess", "winner", "winners", "best", "top", "top1", "fold", "folds", "domain",
    "domains", "cluster", "clusters", "group", "groups", "split", "splits", "source", "sources",
))  # fmt: skip

#: Parts of names of whole numbers and texts that are no classes at all.
_NO_CLASSES = frozenset((
    "correct", "hit", "hits", "wrong", "error", "errors", "id", "ids", "idx", "index", "indices",
    "uuid", "key", "keys", "row", "rows", "line", "lines", "sample", "samples", "seed", "seeds",
    "epoch", "epochs", "batch", "step", "steps", "weight", "weights", "mask", "length", "lengths",
    "len", "count", "counts", "num", "size", "sizes", "user", "users", "time", "times",
    "timestamp", "timestamps", "date", "dates", "position", "rank", "order", "file", "files",
    "filename", "filenames", "path", "paths", "text", "texts", "sentence", "sentences", "age",
))  # fmt: skip

#: Parts of names that say which share of the data an array is of.
_SPLITS = {
    "train": "train", "training": "train", "trn": "train", "val": "val", "valid": "val",
    "validation": "val", "dev": "val", "test": "test", "testing": "test", "tst": "test",
}  # fmt: skip

#: Parts of names of tables that a model takes in or works with, and does not give out.
_FEATURES = frozenset((
    "embedding", "embeddings", "embed", "emb", "embs", "feature", "features", "feat", "feats",
    "x", "hidden", "representation", "representations", "latent", "latents", "activation",
    "activations", "input", "inputs", "penultimate", "attention", "attentions",
))  # fmt: skip

#: Words for the names of the classes.
NAME_WORDS = ("class_names", "names", "classes", "label_names", "target_names", "categories")

IMAGE_WORDS = ("images", "image", "imgs", "thumbnails")

#: Columns that are no class even where classes go by their bare names.
OTHER_WORDS = (
    "id", "index", "idx", "row", "sample", "sample_id", "image_id", "name", "file", "filename",
    "file_name", "path", "text", "sentence", "split", "fold", "seed", "epoch", "weight",
    "sample_weight", "loss", "confidence", "correct", "margin", "pred_label", "predicted_label",
    "predicted_class", "prediction", "predicted", "pred", "y_pred", "y_hat", "unnamed_0", "",
)  # fmt: skip

#: What people call what tells a row from all others, likeliest first.
ID_WORDS = (
    "id", "ids", "sample_id", "example_id", "image_id", "item_id", "doc_id", "row_id", "uid",
    "uuid", "guid", "key", "index", "idx", "row", "sample", "filename", "file_name", "file",
    "image", "image_path", "path", "name", "unnamed_0", "",
)  # fmt: skip

#: What people call the largest probability of a row.
CONFIDENCE_WORDS = (
    "confidence", "confidences", "conf", "max_prob", "max_probability", "top_prob", "top1_prob",
    "pred_prob", "pred_proba", "predicted_prob", "predicted_probability", "pred_score",
    "prediction_score", "pred_confidence", "prediction_confidence",
)  # fmt: skip

#: Numbers of a row that are known from the others: no classes, unless a label is called so.
SUMMARY_WORDS = (
    *CONFIDENCE_WORDS, "loss", "nll", "cross_entropy", "entropy", "margin", "correct", "is_correct",
    "weight", "sample_weight", "perplexity",
)  # fmt: skip

_PREDICTION = re.compile(
    r"(pred|preds|predict|predicted|prediction|predictions|y_?pred|y_?hat|argmax|top_?1|guess"
    r"|winner|best|top)"
    r"(_(label|labels|class|classes|id|idx|index|name|y|category|target))?"
    r"|(model|classifier|output|assigned)_(label|class|prediction|pred)"
)

_IDS = re.compile(r"(.*_)?(id|ids|uuid|idx|index|filename|file_name)")


def names_ids(name: str) -> bool:
    """Whether a text is the name of a column of ids, and hardly what stands in a row."""
    return _IDS.fullmatch(normal(name)) is not None


def is_prediction(name: str) -> bool:
    """Whether a name says that its column holds the class that was predicted."""
    return _PREDICTION.fullmatch(normal(name)) is not None


def is_no_truth(name: str, scores: str = "") -> bool:
    """Whether a name speaks against its classes being the truth.

    Predictions, folds, domains and the like are not; nor are labels of another split of the data
    than that of ``scores``.
    """
    plain = normal(name)
    ours, theirs = _splits(scores), _splits(name)
    if ours and theirs and not ours & theirs:
        return True
    if plain in LABEL_WORDS:
        return False
    parts = _parts(name)
    return is_prediction(name) or bool(
        parts & _OTHER_CLASSES or (rank(name, LABEL_WORDS) is None and parts & _NO_CLASSES)
    )


def is_features(name: str) -> bool:
    """Whether a name says that a table is no model's output: ``embeddings``, ``X_test``."""
    return bool(_parts(name) & _FEATURES)


def _parts(name: str) -> frozenset[str]:
    return frozenset(normal(name).split("_"))


def _splits(name: str) -> frozenset[str]:
    return frozenset(_SPLITS[part] for part in _parts(name) if part in _SPLITS)


def is_split(name: str) -> bool:
    """Whether a name says which share of the data is meant: ``train_frac``."""
    return bool(_splits(name))


def rivals_by_name(names: Sequence[str], words: Sequence[str]) -> list[str]:
    """Names of scores of different models or splits, none of which goes before the other.

    Scores of two kinds, as logits and probs, are of the same model; student_logits and
    teacher_logits are not.
    """
    if any(normal(name) in words for name in names):
        return []
    rivals = [name for name in names if rank(name, words) is not None]
    return rivals if len({besides(name, words) for name in rivals}) > 1 else []


def normal(name: str) -> str:
    """``name`` as the word lists write it: ``True Label`` and ``true-label`` are true_label."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[\s.:\-_]+", "_", spaced).strip("_").lower()


def rank(name: str, words: Sequence[str]) -> int | None:
    """How likely ``name`` means what ``words`` mean: 0 is likeliest, None is not at all.

    ``val_logits`` and ``logits_test`` count as ``logits``, after every exact name.
    """
    exact, within = _finder(tuple(words))
    name = normal(name)
    if name in exact:
        return exact[name]
    found = within.search(name)
    return None if found is None else len(words) + exact[found.group(1) or found.group(2)]


def besides(name: str, words: Sequence[str]) -> str:
    """What a name says besides the word it has of ``words``: ``val`` of ``val_logits``."""
    _, within = _finder(tuple(words))
    plain = normal(name)
    return "" if plain in words else within.sub("", plain)


def is_needed(name: str, options: ReadOptions) -> bool:
    """Whether a damaged array of this name stands in the way of reading the file."""
    words = (*SCORE_WORDS, *LABEL_WORDS, *NAME_WORDS)
    return rank(name, words) is not None or name in (options.scores, options.labels)


@value_memo(most=128)
def _finder(words: tuple[str, ...]) -> tuple[dict[str, int], re.Pattern[str]]:
    """The place of each word, and a pattern that finds one at the beginning or the end."""
    longest_first = sorted((w for w in words if len(w) > 1), key=len, reverse=True)
    either = "|".join(map(re.escape, longest_first))
    places = {word: index for index, word in reversed(list(enumerate(words)))}
    return places, re.compile(rf"^({either})_|_({either})$")


def kind_hinted(name: str) -> Kind | None:
    """What a name says its numbers are, or None if it does not say."""
    for words, kind in (
        (_LOG_PROBABILITIES, Kind.LOG_PROBABILITIES),
        (("logits", "logit", "z"), Kind.LOGITS),
        (_PROBABILITIES, Kind.PROBABILITIES),
    ):
        if rank(name, words) is not None:
            return kind
    return None


@dataclass(frozen=True, slots=True)
class ArrayRoles:
    """The arrays to read, chosen among those of a file; no labels if another file has them."""

    scores: StoredArray
    labels: StoredArray | None
    prediction: StoredArray | None
    class_names: StoredArray | None
    images: StoredArray | None
    guesses: tuple[Guess, ...] = field(default=())


def choose_arrays(
    arrays: Sequence[StoredArray], options: ReadOptions, *, has_truth: bool = False
) -> ArrayRoles:
    """Which array holds scores, labels, class names and images.

    ``has_truth`` if the labels are in another file: then none are looked for.

    Raises:
        FileRefused: if there are no scores or no labels, with what there is instead.
    """
    scores, scores_guess = _choose_scores(arrays, options)
    others = [array for array in arrays if array is not scores]
    labels: StoredArray | None = None
    guesses: tuple[Guess, ...] = (scores_guess,)
    if not has_truth:
        labels, labels_guess = _choose_labels(others, scores, options)
        guesses = (*guesses, labels_guess)
        others = [array for array in others if array is not labels]
    prediction, prediction_guess = _choose_prediction(others, scores, options)
    others = [array for array in others if array is not prediction]
    guesses = (*guesses, *prediction_guess)
    names = _best([a for a in others if len(a.shape) == 1 and a.is_label], NAME_WORDS)
    names = names or _text_a_class(others, scores)
    images = _best(
        [a for a in others if len(a.shape) >= 3 and a.shape[0] == scores.shape[0]], IMAGE_WORDS
    )
    return ArrayRoles(scores, labels, prediction, names, images, guesses)


def _text_a_class(arrays: Sequence[StoredArray], scores: StoredArray) -> StoredArray | None:
    """The only array with a text for every class, whatever it is called: ``languages``."""
    rows, count = scores.shape[0], scores.shape[-1]
    if rows == count:
        return None  # it could have one for every row
    found = [a for a in arrays if a.shape == (count,) and a.dtype.kind in "SU"]
    return found[0] if len(found) == 1 else None


def _choose_scores(
    arrays: Sequence[StoredArray], options: ReadOptions
) -> tuple[StoredArray, Guess]:
    if options.scores is not None:
        chosen = _named(arrays, options.scores, "scores")
        if not chosen.is_number:
            refuse("does not hold numbers", place=f"“{chosen.name}”")
        return chosen, Guess(Field.SCORES, chosen.name, "you chose it", _names(arrays))
    able = [array for array in arrays if not is_features(array.name)]
    floats = [array for array in able if array.is_float and array.shape]
    tables = [array for array in able if len(array.shape) >= 2 and array.is_number]
    _ask_which(tables or floats, SCORE_WORDS, Field.SCORES)
    named = _best(tables, SCORE_WORDS) or _best(floats, SCORE_WORDS)
    unlabelled = [
        array
        for array in tables
        if array.is_float and rank(array.name, (*LABEL_WORDS, *IMAGE_WORDS)) is None
    ]
    if named is not None:
        chosen, reason = named, "of its name"
    elif len(unlabelled) == 1:
        chosen, reason = unlabelled[0], "it is the only table of fractions"
    else:
        refuse(
            "no array of scores is recognised",
            why=f"the file holds {_described(arrays)}",
            remedy="name it logits, or say which it is (--scores KEY)",
        )
    alternatives = tuple(array.name for array in floats if array is not chosen)
    return chosen, Guess(Field.SCORES, chosen.name, reason, alternatives)


def _choose_labels(
    arrays: Sequence[StoredArray], scores: StoredArray, options: ReadOptions
) -> tuple[StoredArray, Guess]:
    # Of an npy file the choice names the partner, which has been found by now.
    if options.labels is not None and not (
        options.labels.endswith(".npy") and all(array.name != options.labels for array in arrays)
    ):
        chosen = _named(arrays, options.labels, "labels")
        return chosen, Guess(Field.LABELS, chosen.name, "you chose it", _names(arrays))
    everything = arrays
    arrays = [array for array in arrays if not is_no_truth(array.name, scores.name)]
    rows = scores.shape[0]
    fitting = [
        array
        for array in arrays
        if array.shape and array.shape[0] == rows and normal(array.name) not in NAME_WORDS
    ]
    whole = [array for array in fitting if array.is_label and len(array.shape) == 1]
    unnamed = [array for array in arrays if normal(array.name) not in NAME_WORDS]
    beside = besides(scores.name, SCORE_WORDS)
    same = [array for array in fitting if besides(array.name, LABEL_WORDS) == beside]
    fitting = [array for array in same if rank(array.name, LABEL_WORDS) is not None] or fitting
    _ask_which(fitting, LABEL_WORDS, Field.LABELS)
    named = _best(fitting, LABEL_WORDS) or _best(unnamed, LABEL_WORDS)
    if named is not None:
        chosen, reason = named, "of its name"
    elif len(whole) == 1:
        chosen, reason = whole[0], "it is the only array with one label a row"
    else:
        refuse_without_labels(
            "there are no labels",
            why=f"beside the scores “{scores.name}” the file holds {_described(everything)}",
            remedy="say which array they are (--labels KEY)",
        )
    alternatives = tuple(array.name for array in fitting if array is not chosen)
    return chosen, Guess(Field.LABELS, chosen.name, reason, alternatives)


def _choose_prediction(
    arrays: Sequence[StoredArray], scores: StoredArray, options: ReadOptions
) -> tuple[StoredArray | None, tuple[Guess, ...]]:
    """An array of predicted classes, which is no truth but checks the scores."""
    if options.prediction == NOTHING:
        return None, ()
    if options.prediction is not None:
        chosen = _named(arrays, options.prediction, "predicted classes")
        return chosen, (Guess(Field.PREDICTION, chosen.name, "you chose it", (NOTHING,)),)
    for array in arrays:
        if is_prediction(array.name) and array.is_label and array.shape == scores.shape[:1]:
            why = "its name says so, and it holds one class a row"
            return array, (Guess(Field.PREDICTION, array.name, why, (NOTHING,)),)
    return None, ()


def _named(arrays: Sequence[StoredArray], name: str, what: str) -> StoredArray:
    for array in arrays:
        if array.name == name:
            return array
    return refuse(f"has no array “{name}” for the {what}", why=f"it holds {_described(arrays)}")


def _best(arrays: Sequence[StoredArray], words: Sequence[str]) -> StoredArray | None:
    ranked = [(place, array) for array in arrays if (place := rank(array.name, words)) is not None]
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _ask_which(arrays: Sequence[StoredArray], words: Sequence[str], field: Field) -> None:
    """Ask if two arrays are called so alike that neither goes before the other."""
    by_name = {array.name: array for array in arrays}
    if field is Field.LABELS:
        ranked = [name for name in by_name if rank(name, words) is not None]
        rivals = [name for name in ranked if normal(name) in words] or ranked
    else:
        rivals = rivals_by_name(list(by_name), words)
    if len(rivals) > 1:
        raise Doubt(
            field,
            f"more than one array could be the {field}",
            [Choice(name, f"it is {by_name[name]}") for name in rivals],
        )


def _names(arrays: Sequence[StoredArray]) -> tuple[str, ...]:
    return tuple(array.name for array in arrays)


def _described(arrays: Sequence[StoredArray]) -> str:
    return listed_arrays(arrays) if arrays else "nothing else"


def listed_arrays(arrays: Sequence[StoredArray]) -> str:
    """Arrays as a phrase, with shapes and types."""
    text = ", ".join(str(array) for array in arrays[:6])
    return text if len(arrays) <= 6 else f"{text} and {len(arrays) - 6} more"
