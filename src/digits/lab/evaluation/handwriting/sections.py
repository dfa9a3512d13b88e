"""The sections of the evidence: each reads one kind of handwriting, and gives its figures as JSON has them."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from digits.lab.data.collections import omniglot, pendigits, semeion
from digits.lab.data.synthesis import corruptions, nondigits, photographs, strings
from digits.lab.evaluation.handwriting.setup import Bench, counted, is_right
from digits.lab.figures import agreement_sheet
from digits.lab.rejection.images import LETTERS, LOOKALIKES
from digits.lab.rejection.scores import separation
from digits.metrics import wrong
from digits.mnist import Split
from digits.rejection import MIRRORED, shared

SEED = 5
"""Of everything that is composed here; what was developed with has others."""

Bytes = npt.NDArray[np.uint8]
Figures = dict[str, Any]


def new_writers(bench: Bench) -> Figures:
    """MNIST's images by writers that the network never saw: the bare network, and the verdicts of the whole."""
    split = bench.unseen
    images = split.images[: bench.amounts.fold]
    readings = bench.recognizer.read_many(images)
    every, labels = split.images[: bench.amounts.network], split.labels[: bench.amounts.network]
    errors = len(wrong(bench.recognizer.classifier.probabilities(every), labels))
    return {
        "network": counted(errors, len(labels)),
        "whole": bench.tally(readings, split.labels[: len(images)]),
    }


def corrupted(bench: Bench) -> Figures:
    """The same under each of our corruptions, as pictures."""
    split = bench.unseen
    count = bench.amounts.corrupted
    result: Figures = {"strengths": {}}
    for name in corruptions.CORRUPTIONS:
        result["strengths"][name] = [_corrupted(bench, name, strength, count) for strength in corruptions.STRENGTHS]
    _corruptions_sheet(bench)
    plain = [corruptions.corrupt("", image, 0, np.random.default_rng(), image) for image in split.images[:count]]
    return result | {"none": bench.tally(bench.recognizer.read_many(plain), split.labels[:count])}


def _corruptions_sheet(bench: Bench) -> None:
    """What each corruption is like at each strength."""
    image, other = (bench.unseen.images[bench.unseen.labels == digit][0] for digit in (2, 7))
    kinds = [(name, strength) for name in corruptions.CORRUPTIONS for strength in corruptions.STRENGTHS]
    pictures = [
        corruptions.corrupt(name, image, strength, np.random.default_rng(SEED), other) for name, strength in kinds
    ]
    reduced = 255 - np.stack(pictures)[:, ::2, ::2]
    captions = [f"{name}\n{strength}" for name, strength in kinds]
    agreement_sheet(reduced, captions, "Our corruptions at their three strengths", bench.folder / "corruptions.png")


def _corrupted(bench: Bench, name: str, strength: int, count: int) -> Figures:
    split = bench.unseen
    place = list(corruptions.CORRUPTIONS).index(name)
    pictures = (
        corruptions.corrupt(
            name, split.images[index], strength, np.random.default_rng([SEED, place, index]), split.images[-1 - index]
        )
        for index in range(count)
    )
    return bench.tally(bench.recognizer.read_many(pictures), split.labels[:count])


def scans(bench: Bench) -> Figures:
    """Semeion's scans, as pictures."""
    split = semeion.load(bench.data)
    count = bench.amounts.semeion
    labels = split.labels[:count].tolist()
    readings = bench.recognizer.read_many(semeion.picture(scan) for scan in split.images[:count])
    sheet = bench.sheet("semeion", "Semeion", readings, labels)
    return bench.tally(readings, labels) | {"sheet": sheet}


def drawings(bench: Bench) -> Figures:
    """Pendigits' recordings, as strokes."""
    recordings = pendigits.load(bench.data)[: bench.amounts.pendigits]
    readings = [bench.recognizer.read_strokes(one.strokes) for one in recordings]
    labels = [one.digit for one in recordings]
    sheet = bench.sheet("pendigits", "Pendigits", readings, labels)
    return bench.tally(readings, labels) | {"sheet": sheet}


def everyday_photographs(bench: Bench) -> Figures:
    """Photographs under the conditions that preprocessing was developed with."""
    return _photographs(bench, photographs.EVERYDAY, "everyday", 0)


def harsh_photographs(bench: Bench) -> Figures:
    """Photographs under conditions beyond those."""
    return _photographs(bench, photographs.HARSH, "harsh", 1)


def _photographs(bench: Bench, conditions: photographs.Conditions, name: str, part: int) -> Figures:
    """Digits of MNIST and of Semeion photographed, against their flat originals."""
    result: Figures = {}
    scanned = semeion.load(bench.data)
    chosen = np.random.default_rng(SEED).permutation(len(scanned.labels))[: bench.amounts.photographs]
    flat: dict[str, tuple[Split, Callable[[Bytes], Any]]] = {
        "mnist": (bench.unseen, lambda image: image),
        "semeion": (Split(scanned.images[chosen], scanned.labels[chosen]), semeion.picture),
    }
    for place, (origin, (split, original)) in enumerate(flat.items()):
        images, labels = split.images[: bench.amounts.photographs], split.labels[: bench.amounts.photographs].tolist()
        taken = (
            photographs.photograph(image, np.random.default_rng([SEED, part, place, index]), conditions)
            for index, image in enumerate(images)
        )
        readings = bench.recognizer.read_many(taken)
        before = bench.recognizer.read_many(original(image) for image in images)
        right = [np.array([is_right(*pair) for pair in zip(some, labels, strict=True)]) for some in (readings, before)]
        result[origin] = {
            "photographs": bench.tally(readings, labels),
            "flat": bench.tally(before, labels),
            "lost": int((right[1] & ~right[0]).sum()),
            "gained": int((right[0] & ~right[1]).sum()),
            "sheet": bench.sheet(f"photographs-{name}-{origin}", f"Photographs, {name}, {origin}", readings, labels),
        }
    return result


def numbers(bench: Bench) -> Figures:
    """Strings of five digits by one writer each, spaced and touching, on plain and ruled paper; and with marks."""
    kinds: dict[str, dict[str, bool]] = {
        "spaced": {},
        "spaced, ruled paper": {"ruled": True},
        "touching": {"touching": True},
        "touching, ruled paper": {"touching": True, "ruled": True},
        "spaced, with comma or minus": {"marks": True},
    }
    found = {name: _strings(bench, place, options) for place, (name, options) in enumerate(kinds.items())}
    return found | {"drawn": _drawn_strings(bench)}


def _strings(bench: Bench, place: int, options: dict[str, bool]) -> Figures:
    texts, missed = [], 0
    for one in strings.pictures(bench.amounts.strings, 5, 100 * SEED + place, **options):
        reading = bench.recognizer.read(one.picture)
        texts.append((one.text, reading.number.text if reading.number else reading.verdict))
        missed += reading.number is None
    return _right_strings(texts) | {"not read as a number": missed}


def _drawn_strings(bench: Bench) -> Figures:
    """Strings of five drawn by Pendigits' writers, as strokes; digits that follow in the file are by one writer.

    They are of the half of the recordings that the judge of pieces did not learn from.
    """
    recordings = pendigits.load(bench.data)
    recordings = recordings[len(recordings) // 2 :]
    texts, missed = [], 0
    for index in range(bench.amounts.strings):
        generator = np.random.default_rng([SEED, index])
        start = int(generator.integers(len(recordings) - 5))
        five = recordings[start : start + 5]
        text = "".join(str(one.digit) for one in five)
        reading = bench.recognizer.read_strokes(strings.strokes([one.strokes for one in five], text, generator).strokes)
        texts.append((text, reading.number.text if reading.number else reading.verdict))
        missed += reading.number is None
    return _right_strings(texts) | {"not read as a number": missed}


def _right_strings(texts: list[tuple[str, str]]) -> Figures:
    misread = [{"written": written, "read": read} for written, read in texts if written != read]
    return counted(len(misread), len(texts)) | {"misread": misread[:20]}


def non_digits(bench: Bench) -> Figures:
    """What is no digit, new of every family: how the shipped gate tells it from digits, and the whole's verdicts."""
    gate = shared()
    digits = gate.judge(bench.unseen.images[: max(bench.amounts.fold, 1)]).digit
    result: Figures = {}
    for name, fields in _families(bench):
        found = separation(digits, gate.judge(fields).digit)
        readings = bench.recognizer.read_many(fields)
        accepted = sum(reading.digit is not None for reading in readings)
        result[name] = {
            "images": len(fields),
            "auroc": round(found.auroc, 4),
            "accepted_at_95_recall": round(found.accepted, 4),
            "read_as_digit": accepted,
        }
    return result


def _families(bench: Bench) -> Iterator[tuple[str, Bytes]]:
    count = bench.amounts.non_digits
    for place, name in enumerate(nondigits.FAMILIES):
        yield name, nondigits.make(name, count, np.random.default_rng([SEED, place]), bench.unseen)
    letters = omniglot.load(bench.data)
    for script in omniglot.SCRIPTS:
        own = [one for one in letters if one.script == script and not one.lookalike]
        yield LETTERS + script, _some_letters(own, count)
    yield LOOKALIKES, _some_letters([one for one in letters if one.lookalike], count)


def _some_letters(letters: list[omniglot.Letter], count: int) -> Bytes:
    chosen = np.random.default_rng(SEED).permutation(len(letters))[:count]
    return np.stack([omniglot.field(letters[index]) for index in chosen])


def mirrored(bench: Bench) -> Figures:
    """Digits of MNIST written mirror-wise: those with a mirror image of their own, by digit."""
    split = bench.unseen
    there = np.flatnonzero(np.isin(split.labels, MIRRORED))[: bench.amounts.mirrored]
    readings = bench.recognizer.read_many(split.images[there][:, :, ::-1])
    result: Figures = {}
    for digit in MIRRORED:
        own = [reading for reading, label in zip(readings, split.labels[there], strict=True) if label == digit]
        seen = [one for one in own if one.mirrored]
        result[str(digit)] = {
            "images": len(own),
            "recognized": sum(one.digit == digit for one in seen),
            "another_mirrored": sum(one.digit != digit for one in seen),
            "refused": sum(one.verdict == "not_a_digit" for one in own),
        }
    return result


def duration(bench: Bench) -> Figures:
    """Milliseconds of a whole reading of a photograph of 1000x1000, from the bytes of a JPEG to the answer.

    By the processor's time of the one thread that reads, which other work on the machine hardly changes, and by the
    clock, which it does.
    """
    conditions = photographs.Conditions(side=(1000, 1000), aspect=(1.0, 1.0))
    took = []
    for index in range(bench.amounts.timed + 1):
        image = bench.unseen.images[index]
        taken = photographs.photograph(image, np.random.default_rng([SEED, index]), conditions)
        started = np.array([time.process_time(), time.perf_counter()])
        bench.recognizer.read(taken)
        took.append(1000 * (np.array([time.process_time(), time.perf_counter()]) - started))
    median = np.median(took[1:], axis=0)  # the first also loads what is loaded once
    return {"photographs": len(took) - 1, "processor": round(float(median[0]), 1), "clock": round(float(median[1]), 1)}


SECTIONS: dict[str, Callable[[Bench], Figures]] = {
    "photographs, everyday": everyday_photographs,
    "photographs, harsh": harsh_photographs,
    "corruptions": corrupted,
    "numbers": numbers,
    "pendigits": drawings,
    "new writers": new_writers,
    "non-digits": non_digits,
    "semeion": scans,
    "mirrored": mirrored,
    "duration": duration,
}
"""The sections in the order of their length, the longest first."""
