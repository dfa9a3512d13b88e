"""The review of the field: what others report on MNIST's test set, how they got it, and where they say so.

The figures up to 2012 are those of the table that LeCun, Cortes and Burges kept on the page of the data set, or of the
paper's abstract; the later ones are those of the papers and repositories that the links lead to.
"""

from dataclasses import dataclass

from digits.metrics import error_interval
from tools.documents.language import Language, in_both
from tools.documents.markdown import table

IMAGES = 10_000


@dataclass(frozen=True)
class Method:
    """A method and what its authors report.

    Attributes:
        name: the method in words, in English and in French.
        error: on the test set, in percent, as printed.
        year: of publication.
        authors: who reports it.
        link: where.
        how: what the figure was obtained with, in English and in French.
        selected: whether the test set chose the network, the epoch or the members.
        mean: whether it is a mean over several trainings, so that no whole number of errors stands behind it.
    """

    name: tuple[str, str]
    error: str
    year: int
    authors: str
    link: str
    how: tuple[str, str]
    selected: bool = False
    mean: bool = False


PLAIN = ("images as they are", "images telles quelles")
DESLANTED = ("deslanted", "images redressées")
ELASTIC = ("trained with elastic distortions", "entraîné avec déformations élastiques")
LECUN = "https://doi.org/10.1109/5.726791"
PAGE = "https://yann.lecun.com/exdb/mnist/"

FAMILIES: dict[tuple[str, str], tuple[Method, ...]] = {
    ("Linear", "Linéaires"): (
        Method(("one layer of weights", "une couche de poids"), "12.0", 1998, "LeCun *et al.*", LECUN, PLAIN),
        Method(
            ("45 linear units, one for each pair", "45 unités linéaires, une par paire"),
            "7.6",
            1998,
            "LeCun *et al.*",
            LECUN,
            DESLANTED,
        ),
    ),
    ("Neighbours", "Plus proches voisins"): (
        Method(
            ("nearest neighbours, Euclidean distance", "plus proches voisins, distance euclidienne"),
            "5.0",
            1998,
            "LeCun *et al.*",
            LECUN,
            PLAIN,
        ),
        Method(
            ("tangent distance", "distance tangente"),
            "1.1",
            1998,
            "LeCun *et al.*",
            LECUN,
            ("reduced to 16x16", "réduites à 16x16"),
        ),
        Method(
            ("shape contexts", "contextes de forme"),
            "0.63",
            2002,
            "Belongie, Malik, Puzicha",
            "https://doi.org/10.1109/34.993558",
            ("features of contours", "descripteurs de contours"),
        ),
        Method(
            ("neighbours whose pixels may move (P2DHMDM)", "voisins dont les pixels peuvent bouger (P2DHMDM)"),
            "0.52",
            2007,
            "Keysers *et al.*",
            "https://doi.org/10.1109/TPAMI.2007.1153",
            ("deformation searched for each pair", "déformation cherchée pour chaque paire"),
        ),
    ),
    ("Kernels and trees", "Noyaux et arbres"): (
        Method(("SVM, Gaussian kernel", "SVM, noyau gaussien"), "1.4", 1998, "LeCun, Cortes, Burges", PAGE, PLAIN),
        Method(
            ("SVM of degree 9, virtual examples", "SVM de degré 9, exemples virtuels"),
            "0.56",
            2002,
            "DeCoste, Schölkopf",
            "https://doi.org/10.1023/A:1012454411458",
            ("deslanted, moved by up to 2 pixels", "redressées, déplacées de 2 pixels au plus"),
        ),
        Method(
            ("products of boosted stumps", "produits de souches boostées"),
            "0.87",
            2009,
            "Kégl, Busa-Fekete",
            "https://doi.org/10.1145/1553374.1553439",
            ("Haar features", "descripteurs de Haar"),
        ),
    ),
    ("Perceptrons", "Perceptrons"): (
        Method(("300 hidden units", "300 unités cachées"), "4.7", 1998, "LeCun *et al.*", LECUN, PLAIN),
        Method(
            ("800 hidden units", "800 unités cachées"),
            "1.6",
            2003,
            "Simard, Steinkraus, Platt",
            "https://doi.org/10.1109/ICDAR.2003.1227801",
            PLAIN,
        ),
        Method(
            ("the same, with distortions", "le même, avec déformations"),
            "0.7",
            2003,
            "Simard, Steinkraus, Platt",
            "https://doi.org/10.1109/ICDAR.2003.1227801",
            ELASTIC,
        ),
        Method(
            ("five hidden layers, 2,500 to 500 units", "cinq couches cachées, de 2\u202f500 à 500 unités"),
            "0.35",
            2010,
            "Cireşan *et al.*",
            "https://arxiv.org/abs/1003.0358",
            ELASTIC,
        ),
        Method(
            ("committee of seven of these", "comité de sept de ceux-ci"),
            "0.31",
            2011,
            "Cireşan *et al.*",
            "https://arxiv.org/abs/1103.4487",
            ELASTIC,
        ),
    ),
    ("Convolutional networks", "Réseaux convolutifs"): (
        Method(("LeNet-5", "LeNet-5"), "0.95", 1998, "LeCun *et al.*", LECUN, PLAIN),
        Method(
            ("LeNet-5, with distortions", "LeNet-5, avec déformations"),
            "0.8",
            1998,
            "LeCun *et al.*",
            LECUN,
            ("trained with distortions", "entraîné avec déformations"),
        ),
        Method(
            ("boosted LeNet-4", "LeNet-4 boosté"),
            "0.7",
            1998,
            "LeCun *et al.*",
            LECUN,
            ("three networks, distortions", "trois réseaux, déformations"),
        ),
        Method(
            ("two convolutions of stride 2", "deux convolutions de pas 2"),
            "0.4",
            2003,
            "Simard, Steinkraus, Platt",
            "https://doi.org/10.1109/ICDAR.2003.1227801",
            ELASTIC,
        ),
        Method(
            ("deep network on a GPU", "réseau profond sur GPU"),
            "0.35",
            2011,
            "Cireşan *et al.*",
            "https://arxiv.org/abs/1102.0183",
            ELASTIC,
        ),
        Method(
            ("committee of 35 networks", "comité de 35 réseaux"),
            "0.23",
            2012,
            "Cireşan, Meier, Schmidhuber",
            "https://arxiv.org/abs/1202.2745",
            (
                "digits of several widths, elastic distortions",
                "chiffres de plusieurs largeurs, déformations élastiques",
            ),
        ),
        Method(
            ("DropConnect, networks that vote", "DropConnect, réseaux qui votent"),
            "0.21",
            2013,
            "Wan *et al.*",
            "https://proceedings.mlr.press/v28/wan13.html",
            ("several networks, augmentation", "plusieurs réseaux, augmentation"),
        ),
        Method(
            ("15 networks", "15 réseaux"),
            "0.255",
            2018,
            "Deotte",
            "https://github.com/cdeotte/MNIST-CNN-99.75",
            ("mean of 100 trials; fixed number of epochs", "moyenne de 100 essais\u00a0; nombre d’époques fixé"),
            mean=True,
        ),
        Method(
            ("RMDL, networks of several kinds", "RMDL, réseaux de plusieurs sortes"),
            "0.18",
            2018,
            "Kowsari *et al.*",
            "https://arxiv.org/abs/1805.01890",
            ("best epoch kept on the test set", "meilleure époque gardée sur le jeu de test"),
            selected=True,
        ),
        Method(
            ("20 networks with squeeze and excitation", "20 réseaux à *squeeze and excitation*"),
            "0.170",
            2020,
            "Matuzas",
            "https://github.com/Matuzas77/MNIST-0.17",
            (
                "mean of 15 ensembles; 20 epochs, nothing picked",
                "moyenne de 15 ensembles\u00a0; 20 époques, rien de choisi",
            ),
            mean=True,
        ),
        Method(
            ("3x3, 5x5 and 7x7 kernels, two layers of votes", "noyaux 3x3, 5x5 et 7x7, deux étages de votes"),
            "0.09",
            2020,
            "An *et al.*",
            "https://arxiv.org/abs/2008.10400",
            ("epochs, then members chosen on the test set", "époques, puis membres choisis sur le jeu de test"),
            selected=True,
        ),
    ),
    ("Capsules", "Capsules"): (
        Method(
            ("capsules, dynamic routing", "capsules, routage dynamique"),
            "0.25",
            2017,
            "Sabour, Frosst, Hinton",
            "https://arxiv.org/abs/1710.09829",
            ("mean of 3 trials; moved by up to 2 pixels", "moyenne de 3 essais\u00a0; déplacées de 2 pixels au plus"),
            mean=True,
        ),
        Method(
            ("homogeneous vector capsules, ensemble", "capsules vectorielles homogènes, ensemble"),
            "0.13",
            2020,
            "Byerly, Kalganova, Dear",
            "https://arxiv.org/abs/2001.09136",
            ("best of many trials (one network: 0.17)", "meilleur de nombreux essais (un réseau\u00a0: 0,17)"),
            selected=True,
        ),
        Method(
            ("Efficient-CapsNet, ensemble", "Efficient-CapsNet, ensemble"),
            "0.16",
            2021,
            "Mazzia, Salvetti, Chiaberge",
            "https://doi.org/10.1038/s41598-021-93977-0",
            ("ensemble; rule of selection not verified", "ensemble\u00a0; règle de sélection non vérifiée"),
        ),
    ),
}


def review(language: Language) -> str:
    """All methods by family, with error, year, source and conditions."""
    header = language.choose(
        "family | method | error | year | source | conditions",
        "famille | méthode | erreur | année | source | conditions",
    ).split(" | ")
    rows = [
        (f"**{language.choose(*family)}**" if first else "", *_row(method, language))
        for family, methods in FAMILIES.items()
        for first, method in ((method is methods[0], method) for method in methods)
    ]
    return table(header, rows, right=(2,))


def _row(method: Method, language: Language) -> tuple[str, ...]:
    how = language.choose(*method.how)
    return (
        language.choose(*method.name),
        marked(method, language),
        str(method.year),
        f"[{method.authors}]({method.link})",
        how,
    )


def percent(method: Method, language: Language) -> str:
    """The error with as many decimals as are printed."""
    decimals = len(method.error.partition(".")[2])
    return language.percent(float(method.error) / 100, decimals)


def marked(method: Method, language: Language) -> str:
    """The error, with a dagger where the test set took part in it."""
    return percent(method, language) + ("\u00a0†" if method.selected else "")


def strongest() -> list[Method]:
    """The methods below 0.26 %, which a record is to be compared with, from the lowest error."""
    methods = [method for family in FAMILIES.values() for method in family if float(method.error) < 0.26]
    return sorted(methods, key=lambda method: float(method.error))


def interval(method: Method, language: Language) -> str:
    """The 95 % interval of one reading of the test set; empty for a mean."""
    return "" if method.mean else language.interval(error_interval(round(float(method.error) * 100), IMAGES))


PASSAGES = in_both("review", review)
