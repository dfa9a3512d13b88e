"""What the whole recognizer makes of handwriting that is not MNIST's, from `results/real-handwriting.json`."""

from digits.metrics import error_interval
from tools.documents.language import Language, in_both
from tools.documents.ledger import Entry, read
from tools.documents.markdown import table


def handwriting(language: Language) -> str:
    """How right the recognizer is on each kind of handwriting, and what that kind was used for."""
    header = language.choose(
        "handwriting | read right | 95 % interval | out of | what these images were used for",
        "écriture | bien lus | intervalle à 95\u00a0% | sur | à quoi ces images ont servi",
    ).split(" | ")
    found = read("real-handwriting.json")
    rows = [_row(language, *one) for one in _sources(found)]
    return table(header, rows, right=(1, 3))


Words = tuple[str, str]

_DEVELOPED = (
    "preprocessing and augmentation were developed on them",
    "le prétraitement et l’augmentation ont été mis au point sur elles",
)
_COMPOSED = (
    "composed by our program, of writers not learned from",
    "composées par notre programme, de scripteurs non appris",
)
_LEARNED = ("learned from, so that the figure is flattered", "apprises, donc chiffre flatté")
_UNSEEN = (
    "they chose the recipe; not learned from, but by most of its teachers",
    "elles ont choisi la recette\u00a0; non apprises, sinon par la plupart de ses maîtres",
)


def _sources(found: Entry) -> list[tuple[Words, Entry, Words]]:
    """What was read, the figures, and what the images were used for."""
    numbers, everyday, harsh = found["numbers"], found["photographs, everyday"], found["photographs, harsh"]
    unseen = _LEARNED if found["held_out_fold"] is None else _UNSEEN
    return [
        (("MNIST, new writers", "MNIST, scripteurs nouveaux"), found["held-out writers"]["recognizer"], unseen),
        (("Pendigits, strokes of a pen", "Pendigits, tracés au stylet"), found["pendigits"], _DEVELOPED),
        (("Semeion, scans", "Semeion, numérisations"), found["semeion"], _DEVELOPED),
        (
            ("MNIST, everyday photographs", "MNIST, photographies ordinaires"),
            everyday["mnist"]["photographs"],
            _COMPOSED,
        ),
        (("MNIST, harsh photographs", "MNIST, photographies difficiles"), harsh["mnist"]["photographs"], _COMPOSED),
        (("five digits in a row", "cinq chiffres de suite"), numbers["spaced"], _COMPOSED),
        (("five digits that touch", "cinq chiffres qui se touchent"), numbers["touching"], _COMPOSED),
    ]


def _row(language: Language, what: Words, found: Entry, used: Words) -> tuple[str, ...]:
    errors, images = found["errors"], found["images"]
    low, high = error_interval(errors, images)
    return (
        language.choose(*what),
        language.percent(1 - errors / images, 1),
        language.interval((1 - high, 1 - low), 1),
        language.number(images),
        language.choose(*used),
    )


def read_as_digit(language: Language) -> str:
    """The share of the images of no digit that are read as one, least and most of the families."""
    unlike = [share for name, share in _shares().items() if name != _LOOKALIKES]
    low, high = (language.percent(bound(unlike), 0) for bound in (min, max))
    return language.choose(f"{low} to {high}", f"de {low} à {high}")


def letters_read(language: Language) -> str:
    """The share of letters drawn as digits are that are read as digits."""
    return language.percent(_shares()[_LOOKALIKES], 0)


_LOOKALIKES = "letters drawn as digits are"


def _shares() -> dict[str, float]:
    families = read("real-handwriting.json")["non-digits"]
    return {name: one["read_as_digit"] / one["images"] for name, one in families.items()}


PASSAGES = {
    **in_both("handwriting", handwriting),
    **in_both("read_as_digit", read_as_digit),
    **in_both("read_as_digit.letters", letters_read),
}
