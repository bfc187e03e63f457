"""What the names of arrays and columns say that they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ceviz.memo import value_memo
from ceviz.storage.readers.guesses import Kind, ReadOptions

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
    "correct_label", "given_label", "given_labels", "reference", "gold_label", "gold_labels", "obs",
    "observed",
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
    "activations", "input", "inputs", "penultimate", "attention", "attentions", "prior", "priors",
))  # fmt: skip

#: Words for the names of the classes.
NAME_WORDS = (
    "class_names", "names", "classes", "label_names", "target_names", "categories", "class_ids",
    "class_order", "class_labels", "class_list", "label_order", "label_list", "label_map",
    "idx_to_class", "index_to_class", "id2label", "columns",
)  # fmt: skip

#: What a name may say besides a word for the truth, and still be the truth of any scores.
_TRUE = frozenset((
    "", "true", "gold", "given", "correct", "class", "target", "y", "ground", "truth", "image",
    "integer", "int", "encoded", "all", "final", "sample", "eval", "dataset", "category", "val",
    "valid", "validation", "dev", "test", "testing", "tst", "id", "ids", "idx", "index", "s",
    "name", "names", "text", "string", "num", "no", "code",
))  # fmt: skip

#: Names that say nothing: ``arr_0``, ``a``.
_PLAIN = re.compile(r"(arr|array|data|var)?_?\d*|[a-z]\d?")

#: Parts of names of what makes rows count more, less or not.
_COUNTING = frozenset((
    "weight", "weights", "wt", "multiplicity", "mask", "masks", "valid", "ignore", "ignored",
    "padding", "pad", "exclude", "excluded", "include", "included", "skip", "skipped", "keep",
))  # fmt: skip

#: Parts of names of what tells apart the models, or the states of one, that rows are of.
_RUNS = frozenset((
    "model", "models", "epoch", "checkpoint", "ckpt", "config", "run", "seed", "classifier",
    "estimator", "method", "system", "trial", "step", "iteration", "algorithm", "algo", "lr",
))  # fmt: skip

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

#: Those of them that may count the rows of a file, whatever stands in them.
_COUNTS_ROWS = frozenset(("index", "idx", "indices", "row", "row_id", "unnamed_0", ""))

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


def counts_by_name(name: str) -> bool:
    """Whether a column of ids is called as one that merely counts the rows: pandas' index."""
    return normal(name) in _COUNTS_ROWS


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


def is_vague_score(name: str) -> bool:
    """Whether a name says something, but not that its table is a model's output: ``energy``."""
    plain = re.sub(r"_?\d+$", "", normal(name))  # val_probs_2
    return rank(plain, SCORE_WORDS) is None and _PLAIN.fullmatch(plain) is None


def is_vague_truth(name: str, scores: str) -> bool:
    """Whether a name says something, but not that its classes are the truth of ``scores``.

    ``segment`` is, and so are ``noisy_labels``; ``cifar_labels`` are not beside ``cifar_probs``.
    """
    if _PLAIN.fullmatch(normal(name)) is not None:
        return False
    said = set(re.sub(r"\d+$", "", besides(name, LABEL_WORDS)).split("_"))
    return not said <= _TRUE | _parts(scores)


def says_percent(name: str) -> bool:
    """Whether a name says that its numbers are percentages: ``prob (%)``, ``prob_pct``."""
    return "%" in name or bool(_parts(name) & {"pct", "perc", "percent", "percentage"})


def split_of(text: str) -> str | None:
    """Which share of the data a text says a row is of: ``train``, ``val``, ``test``."""
    return _SPLITS.get(normal(text))


def names_runs(name: str) -> bool:
    """Whether a column is called as what tells models, epochs or runs apart."""
    return bool(_parts(name) & _RUNS)


def counts_rows(name: str) -> bool:
    """Whether a name says that its numbers weigh rows or leave them out: ``sample_weight``."""
    return bool(_parts(name) & _COUNTING)


def rivals_by_name(names: Sequence[str], words: Sequence[str]) -> list[str]:
    """Names of scores of different models or splits, none of which goes before the other.

    Scores of two kinds, as logits and probs, are of the same model; student_logits and
    teacher_logits are not, nor are logits and teacher_logits.
    """
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
