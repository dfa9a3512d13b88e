"""The sections of the evaluation, one for each kind of handwriting."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from digits.lab.data.collections import omniglot, pendigits, semeion
from digits.lab.data.synthesis import corruptions, nondigits, photographs, strings
from digits.lab.data.synthesis.photograph_conditions import EVERYDAY, HARSH, Conditions
from digits.lab.evaluation.handwriting import surroundings
from digits.lab.evaluation.handwriting.setup import Setup, error_counts, error_counts_by_writer, is_correct
from digits.lab.figures import agreement_sheet
from digits.lab.rejection.data import LETTERS, LOOKALIKES
from digits.lab.rejection.scores import separation
from digits.mnist import Split
from digits.rejection import MIRRORED, shared

SEED = 5
"""Of everything composed here; development used other seeds."""

Bytes = npt.NDArray[np.uint8]
Figures = dict[str, Any]


def held_out_writers(setup: Setup) -> Figures:
    """Errors of the classifier alone and of the recognizer on held-out writers."""
    split = setup.held_out
    images = split.images[: setup.sizes.recognizer]
    readings = setup.recognizer.read_many(images)
    every, labels = split.images[: setup.sizes.classifier], split.labels[: setup.sizes.classifier]
    writers = setup.held_out_writers
    misread = setup.recognizer.classifier.probabilities(every).argmax(axis=1) != labels
    return {
        "classifier": error_counts_by_writer(misread, writers[: len(labels)]),
        "recognizer": setup.count(readings, split.labels[: len(images)], writers[: len(images)]),
    }


def corrupted(setup: Setup) -> Figures:
    """The same images under each corruption, as pictures."""
    split = setup.held_out
    count = setup.sizes.corrupted
    result: Figures = {"strengths": {}}
    for name in corruptions.CORRUPTIONS:
        result["strengths"][name] = [_corrupted(setup, name, strength, count) for strength in corruptions.STRENGTHS]
    _corruptions_sheet(setup)
    plain = [corruptions.corrupt("", image, 0, np.random.default_rng(), image) for image in split.images[:count]]
    readings = setup.recognizer.read_many(plain)
    return result | {"none": setup.count(readings, split.labels[:count], setup.held_out_writers[:count])}


def _corruptions_sheet(setup: Setup) -> None:
    """Draw each corruption at each strength."""
    image, other = (setup.held_out.images[setup.held_out.labels == digit][0] for digit in (2, 7))
    variants = [(name, strength) for name in corruptions.CORRUPTIONS for strength in corruptions.STRENGTHS]
    pictures = [
        corruptions.corrupt(name, image, strength, np.random.default_rng(SEED), other) for name, strength in variants
    ]
    reduced = 255 - np.stack(pictures)[:, ::2, ::2]
    captions = [f"{name}\n{strength}" for name, strength in variants]
    agreement_sheet(reduced, captions, "Corruptions at their three strengths", setup.folder / "corruptions.png")


def _corrupted(setup: Setup, name: str, strength: int, count: int) -> Figures:
    split = setup.held_out
    number = list(corruptions.CORRUPTIONS).index(name)
    pictures = (
        corruptions.corrupt(
            name, split.images[index], strength, np.random.default_rng([SEED, number, index]), split.images[-1 - index]
        )
        for index in range(count)
    )
    return setup.count(setup.recognizer.read_many(pictures), split.labels[:count], setup.held_out_writers[:count])


def scans(setup: Setup) -> Figures:
    """Semeion's scans, as pictures."""
    split = semeion.load(setup.data)
    count = setup.sizes.semeion
    labels = split.labels[:count].tolist()
    readings = setup.recognizer.read_many(semeion.picture(scan) for scan in split.images[:count])
    sheet = setup.misread_sheet("semeion", "Semeion", readings, labels)
    return setup.count(readings, labels) | {"sheet": sheet}


def drawings(setup: Setup) -> Figures:
    """Pendigits' recordings, as strokes."""
    recordings = pendigits.load(setup.data)[: setup.sizes.pendigits]
    readings = [setup.recognizer.read_strokes(one.strokes) for one in recordings]
    labels = [one.digit for one in recordings]
    sheet = setup.misread_sheet("pendigits", "Pendigits", readings, labels)
    return setup.count(readings, labels, np.array([one.writer for one in recordings])) | {"sheet": sheet}


def everyday_photographs(setup: Setup) -> Figures:
    """Photographs under the conditions that preprocessing was developed for."""
    return _photographs(setup, EVERYDAY, "everyday", 0)


def harsh_photographs(setup: Setup) -> Figures:
    """Photographs under harder conditions."""
    return _photographs(setup, HARSH, "harsh", 1)


def _photographs(setup: Setup, conditions: Conditions, name: str, part: int) -> Figures:
    """Synthetic photographs of MNIST's and Semeion's digits, against the flat originals."""
    result: Figures = {}
    scanned = semeion.load(setup.data)
    chosen = np.random.default_rng(SEED).permutation(len(scanned.labels))[: setup.sizes.photographs]
    flat: dict[str, tuple[Split, Callable[[Bytes], Any]]] = {
        "mnist": (setup.held_out, lambda image: image),
        "semeion": (Split(scanned.images[chosen], scanned.labels[chosen]), semeion.picture),
    }
    for number, (origin, (split, original)) in enumerate(flat.items()):
        images, labels = split.images[: setup.sizes.photographs], split.labels[: setup.sizes.photographs].tolist()
        taken = (
            photographs.photograph(image, np.random.default_rng([SEED, part, number, index]), conditions)
            for index, image in enumerate(images)
        )
        readings = setup.recognizer.read_many(taken)
        before = setup.recognizer.read_many(original(image) for image in images)
        right = [
            np.array([is_correct(*pair) for pair in zip(some, labels, strict=True)]) for some in (readings, before)
        ]
        result[origin] = {
            "photographs": setup.count(readings, labels),
            "flat": setup.count(before, labels),
            "lost": int((right[1] & ~right[0]).sum()),
            "gained": int((right[0] & ~right[1]).sum()),
            "sheet": setup.misread_sheet(
                f"photographs-{name}-{origin}", f"Photographs, {name}, {origin}", readings, labels
            ),
        }
    return result


def numbers(setup: Setup) -> Figures:
    """Strings of five digits by one writer: spaced, touching, ruled, and with marks."""
    variants: dict[str, dict[str, bool]] = {
        "spaced": {},
        "spaced, ruled paper": {"ruled": True},
        "touching": {"touching": True},
        "touching, ruled paper": {"touching": True, "ruled": True},
        "spaced, with comma or minus": {"marks": True},
    }
    found = {name: _strings(setup, number, options) for number, (name, options) in enumerate(variants.items())}
    return found | {"drawn": _drawn_strings(setup)}


def _strings(setup: Setup, number: int, options: dict[str, bool]) -> Figures:
    texts, missed = [], 0
    for one in strings.pictures(setup.sizes.strings, 5, 100 * SEED + number, **options):
        reading = setup.recognizer.read(one.picture)
        texts.append((one.text, reading.text if reading.numbers else reading.verdict))
        missed += not reading.numbers
    return _string_errors(texts) | {"not_a_number": missed}


def _drawn_strings(setup: Setup) -> Figures:
    """Strings of five consecutive recordings of Pendigits' second half; neighbours are by one writer."""
    recordings = pendigits.load(setup.data)
    recordings = recordings[len(recordings) // 2 :]
    texts, missed = [], 0
    for index in range(setup.sizes.strings):
        generator = np.random.default_rng([SEED, index])
        start = int(generator.integers(len(recordings) - 5))
        five = recordings[start : start + 5]
        text = "".join(str(one.digit) for one in five)
        reading = setup.recognizer.read_strokes(strings.strokes([one.strokes for one in five], text, generator).strokes)
        texts.append((text, reading.text if reading.numbers else reading.verdict))
        missed += not reading.numbers
    return _string_errors(texts) | {"not_a_number": missed}


def _string_errors(texts: list[tuple[str, str]]) -> Figures:
    misread = [{"written": written, "read": read} for written, read in texts if written != read]
    return error_counts(len(misread), len(texts)) | {"misread": misread[:20]}


def non_digits(setup: Setup) -> Figures:
    """New non-digits of every family: how well they are separated, and how many are read."""
    network = shared()
    digits = network.scores(setup.held_out.images[: setup.sizes.recognizer]).digit_log_odds
    result: Figures = {}
    for name, images in _families(setup):
        found = separation(digits, network.scores(images).digit_log_odds)
        readings = setup.recognizer.read_many(images)
        read_as_digit = sum(reading.digit is not None for reading in readings)
        result[name] = {
            "images": len(images),
            "auroc": round(found.auroc, 4),
            "accepted_at_95_percent_recall": round(found.accepted, 4),
            "read_as_digit": read_as_digit,
        }
    return result


def _families(setup: Setup) -> Iterator[tuple[str, Bytes]]:
    count = setup.sizes.non_digits
    for number, name in enumerate(nondigits.FAMILIES):
        yield name, nondigits.make(name, count, np.random.default_rng([SEED, number]), setup.held_out)
    letters = omniglot.load(setup.data)
    for script in omniglot.SCRIPTS:
        own = [one for one in letters if one.script == script and not one.lookalike]
        yield LETTERS + script, _some_letters(own, count)
    yield LOOKALIKES, _some_letters([one for one in letters if one.lookalike], count)


def _some_letters(letters: list[omniglot.Letter], count: int) -> Bytes:
    chosen = np.random.default_rng(SEED).permutation(len(letters))[:count]
    return np.stack([omniglot.field(letters[index]) for index in chosen])


def mirrored(setup: Setup) -> Figures:
    """MNIST's digits, mirrored: those with a mirror image of their own, by digit."""
    split = setup.held_out
    there = np.flatnonzero(np.isin(split.labels, MIRRORED))[: setup.sizes.mirrored]
    readings = setup.recognizer.read_many(split.images[there][:, :, ::-1])
    result: Figures = {}
    for digit in MIRRORED:
        own = [reading for reading, label in zip(readings, split.labels[there], strict=True) if label == digit]
        seen = [one for one in own if one.mirrored]
        result[str(digit)] = {
            "images": len(own),
            "recognized": sum(one.digit == digit for one in seen),
            "another_digit": sum(one.digit != digit for one in seen),
            "rejected": sum(one.verdict == "not_a_digit" for one in own),
        }
    return result


def duration(setup: Setup) -> Figures:
    """Milliseconds from the bytes of a 1000x1000 JPEG photograph to the reading.

    CPU time, which other work on the machine hardly changes, and wall time, which it does.
    """
    conditions = Conditions(side=(1000, 1000), aspect=(1.0, 1.0))
    took = []
    for index in range(setup.sizes.timings + 1):
        image = setup.held_out.images[index]
        taken = photographs.photograph(image, np.random.default_rng([SEED, index]), conditions)
        started = np.array([time.process_time(), time.perf_counter()])
        setup.recognizer.read(taken)
        took.append(1000 * (np.array([time.process_time(), time.perf_counter()]) - started))
    median = np.median(took[1:], axis=0)  # the first one also loads models
    return {"photographs": len(took) - 1, "cpu_ms": round(float(median[0]), 1), "wall_ms": round(float(median[1]), 1)}


SECTIONS: dict[str, Callable[[Setup], Figures]] = {
    "photographs, everyday": everyday_photographs,
    "photographs, harsh": harsh_photographs,
    "corruptions": corrupted,
    "numbers": numbers,
    "pendigits": drawings,
    "surroundings": surroundings.composed,
    "real pictures": surroundings.real,
    "words": surroundings.words,
    "held-out writers": held_out_writers,
    "non-digits": non_digits,
    "semeion": scans,
    "mirrored": mirrored,
    "duration": duration,
}
"""The sections, the slowest first."""
