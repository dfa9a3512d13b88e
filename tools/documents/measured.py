"""Small tables of what the experiments and the comparison measured, for the answers to the course's questions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from digits.metrics import classification_report, error_interval
from tools.documents.language import ENGLISH, FRENCH, Language
from tools.documents.ledger import claims, read
from tools.documents.markdown import table

Words = tuple[str, str]
"""English and French."""


@dataclass(frozen=True)
class Shown:
    """What is shown of an experiment.

    Attributes:
        experiment: its name.
        heading: of the column of variants.
        variants: the words for each that is shown, by its label, in the order in which they are shown.
    """

    experiment: str
    heading: Words
    variants: Mapping[str, Words]


def _same(labels: Iterable[str]) -> dict[str, Words]:
    return {label: (label, label) for label in labels}


_POWERS = {"1e-5": "0.00001", "1e-4": "0.0001", "1e-3": "0.001", "1e-2": "0.01", "1e-1": "0.1"}

SHOWN = {
    "learning_rate": Shown(
        "learning_rate",
        ("learning rate", "taux d’apprentissage"),
        {label: (text, text.replace(".", ",")) for label, text in _POWERS.items()},
    ),
    "batch_size": Shown(
        "batch_size",
        ("batch size", "taille de lot"),
        {
            "32 same rate": ("32", "32"),
            "128 same rate": ("128", "128"),
            "512 same rate": ("512", "512"),
            "2048 same rate": ("2,048", "2\u202f048"),
            "2048 rate scaled by the root": ("2,048, rate raised with it", "2\u202f048, taux relevé avec lui"),
        },
    ),
    "normalization": Shown(
        "normalization",
        ("network", "réseau"),
        {
            "sigmoid5, none": ("five layers of sigmoids", "cinq couches de sigmoïdes"),
            "sigmoid5, batch": ("… with batch normalization", "… avec normalisation par lots"),
            "cnn_32_64_64, none": ("three convolutions with ReLU", "trois convolutions avec ReLU"),
            "cnn_32_64_64, batch": ("… with batch normalization", "… avec normalisation par lots"),
        },
    ),
    "pooling": Shown(
        "cnn_pooling",
        ("pooling", "pooling"),
        {
            "max": ("the largest value", "la plus grande valeur"),
            "average": ("the average", "la moyenne"),
            "strided": ("strides in its place", "des pas de 2 à la place"),
            "none": ("none", "aucun"),
        },
    ),
    "filters": Shown(
        "cnn_filters",
        ("filters in the first layer", "filtres de la première couche"),
        _same(["4", "8", "16", "32", "48"]),
    ),
    "width": Shown(
        "mlp_width",
        ("units of the one hidden layer", "neurones de l’unique couche cachée"),
        {**_same(["12", "50", "100", "200", "400", "800"]), "1600": ("1,600", "1\u202f600")},
    ),
    "depth": Shown(
        "mlp_depth",
        ("hidden layers of 150 units", "couches cachées de 150 neurones"),
        _same(["0", "1", "2", "3", "4", "6"]),
    ),
    "convolutions": Shown(
        "cnn_depth",
        ("convolutions, each with max-pooling", "convolutions, chacune avec max-pooling"),
        {f"{depth} max-pooling": (depth, depth) for depth in "123"},
    ),
    "activation": Shown(
        "mlp_activation",
        ("activation, two hidden layers", "activation, deux couches cachées"),
        {"relu": ("ReLU", "ReLU"), "tanh": ("tanh", "tanh"), "sigmoid": ("sigmoid", "sigmoïde")},
    ),
    "regularizers": Shown(
        "mlp_regularizers",
        ("one hidden layer of 800 units", "une couche cachée de 800 neurones"),
        {
            "none": ("nothing", "rien"),
            "dropout 0.5": ("dropout 0.5", "dropout 0,5"),
            "L2 1e-4": ("L2, weight 0.0001", "L2, poids 0,0001"),
            "L2 1e-3": ("L2, weight 0.001: too much", "L2, poids 0,001\u00a0: trop"),
            "early stopping": ("early stopping", "arrêt anticipé"),
            "augmentation": ("augmentation", "augmentation"),
        },
    ),
    "early_stopping": Shown(
        "early_stopping",
        ("training", "entraînement"),
        {
            "to the end": ("to the end", "jusqu’au bout"),
            "patience 2": ("patience of 2 epochs", "patience de 2 époques"),
            "patience 5": ("patience of 5 epochs", "patience de 5 époques"),
        },
    ),
}


def experiment(language: Language, shown: Shown, further: Mapping[Words, Callable[[Any, Language], str]]) -> str:
    """The errors on new writers by variant, with the interval, and further columns."""
    outcomes = read(f"experiments/{shown.experiment}.json")
    errors = language.choose("error on new writers, % [95 %]", "erreur sur de nouveaux scripteurs, % [95 %]")
    header = [language.choose(*shown.heading), *(language.choose(*words) for words in further), errors]
    rows = [
        [
            language.choose(*words),
            *(column(outcomes[label], language) for column in further.values()),
            _error(outcomes[label]["errors"], outcomes[label]["images"], language),
        ]
        for label, words in shown.variants.items()
    ]
    return table(header, rows, right=range(1, len(header)))


def _error(errors: int, images: int, language: Language) -> str:
    interval = language.interval(error_interval(errors, images))
    return f"{language.number(100 * errors / images, 2)} {interval}"


def _while_training(outcome: Any, language: Language) -> str:
    return language.number(100 * (1 - outcome["history"][-1]["accuracy"]), 2)


def _epochs(outcome: Any, language: Language) -> str:
    return language.number(len(outcome["history"]))


def _multiplies(outcome: Any, language: Language) -> str:
    return language.number(outcome["multiplies"])


def _parameters(outcome: Any, language: Language) -> str:
    return language.number(outcome["parameters"])


def _cross_entropy(outcome: Any, language: Language) -> str:
    """By the weights that are kept, which are not the last ones where training stopped early."""
    return language.number(outcome["cross_entropy"], 3)


def _loss(outcome: Any, language: Language) -> str:
    return language.number(outcome["history"][-1]["val_loss"], 2)


_FURTHER: dict[str, dict[Words, Callable[[Any, Language], str]]] = {
    "learning_rate": {("cross-entropy on them", "entropie croisée sur eux"): _loss},
    "width": {("parameters", "paramètres"): _parameters},
    "depth": {("parameters", "paramètres"): _parameters},
    "convolutions": {
        ("parameters", "paramètres"): _parameters,
        ("multiplications", "multiplications"): _multiplies,
    },
    "pooling": {("multiplications", "multiplications"): _multiplies},
    "filters": {("multiplications", "multiplications"): _multiplies},
    "regularizers": {("error while training, %", "erreur à l’entraînement, %"): _while_training},
    "early_stopping": {
        ("epochs", "époques"): _epochs,
        ("error while training, %", "erreur à l’entraînement, %"): _while_training,
        ("cross-entropy on new writers", "entropie croisée sur de nouveaux scripteurs"): _cross_entropy,
    },
}

_OPTIMIZERS = {
    "SGD": ("gradient descent (SGD)", "descente de gradient (SGD)"),
    "SGD, momentum 0.9": ("SGD with momentum 0.9", "SGD avec inertie 0,9"),
    "RMSprop": ("RMSprop", "RMSprop"),
    "Adam": ("Adam", "Adam"),
}


def optimizers(language: Language) -> str:
    """The best of its learning rates for some optimizers, and the errors with it."""
    outcomes = read("experiments/optimizers.json")
    rows = []
    for name, words in _OPTIMIZERS.items():
        tried = [label for label in outcomes if label.rpartition(", rate ")[0] == name]
        best = outcomes[min(tried, key=lambda label: int(outcomes[label]["errors"]))]
        rate = f"{best['plan']['recipe']['learning_rate']:g}".replace(".", language.point)
        rows.append([language.choose(*words), rate, _error(best["errors"], best["images"], language)])
    header = language.choose(
        "optimizer | best of five rates | error on new writers, % [95 %]",
        "optimiseur | meilleur de cinq taux | erreur sur de nouveaux scripteurs, % [95 %]",
    ).split(" | ")
    return table(header, rows, right=(1, 2))


_EPOCHS = (1, 2, 5, 10, 20, 30)


def epochs(language: Language) -> str:
    """How a network that is trained to the end does after some of its epochs."""
    outcome = read("experiments/early_stopping.json")["to the end"]
    images = outcome["images"]
    rows = [
        [
            language.number(epoch),
            language.number(100 * (1 - after["accuracy"]), 2),
            language.number(after["val_loss"], 3),
            _error(round(images * (1 - after["val_accuracy"])), images, language),
        ]
        for epoch, after in ((epoch, outcome["history"][epoch - 1]) for epoch in _EPOCHS)
    ]
    header = language.choose(
        "epoch | error while training, % | cross-entropy on new writers | error on new writers, % [95 %]",
        "époque | erreur à l’entraînement, % | entropie croisée sur de nouveaux scripteurs"
        " | erreur sur de nouveaux scripteurs, % [95 %]",
    ).split(" | ")
    return table(header, rows, right=range(4))


_NETWORKS = {
    "softmax": ("softmax alone", "softmax seul"),
    "mlp_800": ("dense, one hidden layer", "dense, une couche cachée"),
    "lenet_8_16": ("convolutional, small", "convolutif, petit"),
    "cnn_32_64_64": ("convolutional, three convolutions", "convolutif, trois convolutions"),
}


def networks(language: Language) -> str:
    """A linear, a dense and two convolutional networks: sizes, errors, and the errors on shifted digits."""
    compared = {row["name"]: row for row in read("comparison/table.json")}
    rows = []
    for name, words in _NETWORKS.items():
        errors, images = compared[name]["test"]
        sizes = (language.number(compared[name][size]) for size in ("parameters", "multiplies"))
        rows.append([f"`{name}`", language.choose(*words), *sizes, _error(errors, images, language)])
    header = language.choose(
        "network | kind | parameters | multiplications per image | error on the test set, % [95 %]",
        "réseau | genre | paramètres | multiplications par image | erreur sur le jeu de test, % [95 %]",
    ).split(" | ")
    return table(header, rows, right=(2, 3, 4))


def shifted(language: Language, network: str) -> str:
    """A network's error on digits of new writers that are shifted by two pixels to the right."""
    errors = dict(read("experiments/sensitivity.json")[network]["changes"]["translation"])
    return language.percent(errors[2] / 100, 1)


def report(language: Language, name: str = "default") -> str:
    """The classification report of a model on the test set, from its confusion matrix in the ledger."""
    confusion = np.array(claims()[name]["confusion"])
    header = language.choose("digit | precision | recall | F1", "chiffre | précision | rappel | F1").split(" | ")
    rows = [
        [str(digit), *(language.number(value, 4) for value in (one.precision, one.recall, one.f1))]
        for digit, one in enumerate(classification_report(confusion))
    ]
    return table(header, rows, right=range(1, 4))


def confusions(language: Language, name: str = "default", count: int = 3) -> str:
    """The commonest confusions of a model on the test set, in words."""
    confusion = np.array(claims()[name]["confusion"])
    np.fill_diagonal(confusion, 0)
    commonest = np.argsort(-confusion, axis=None, kind="stable")[:count]
    said = []
    for truth, answer in zip(*np.unravel_index(commonest, confusion.shape), strict=True):
        times = int(confusion[truth, answer])
        english, french = f"a {truth} read as {answer} ({times}×)", f"un {truth} lu {answer} ({times}\u00a0fois)"
        said.append(language.choose(english.replace("a 8", "an 8"), french))
    return ", ".join(said)


def _in_both(name: str, made: Callable[[Language], str]) -> dict[str, Callable[[], str]]:
    return {name: partial(made, ENGLISH), f"{name}.fr": partial(made, FRENCH)}


_TABLES: dict[str, Callable[[Language], str]] = {
    **{
        f"measured.{name}": partial(experiment, shown=shown, further=_FURTHER.get(name, {}))
        for name, shown in SHOWN.items()
    },
    "measured.optimizers": optimizers,
    "measured.epochs": epochs,
    "measured.networks": networks,
    "measured.shifted.dense": partial(shifted, network="mlp_150_150"),
    "measured.shifted.convolutional": partial(shifted, network="cnn_32_64_64"),
    "measured.report": report,
    "measured.confusions": confusions,
}

PASSAGES = {name: made for key, one in _TABLES.items() for name, made in _in_both(key, one).items()}
