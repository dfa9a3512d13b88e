# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 1. Exploration: what is in MNIST?
#
# MNIST is a collection of 70,000 small images of handwritten digits: 60,000 to learn from (*jeu d'entraînement*) and
# 10,000 to be examined with (*jeu de test*). Hundreds of methods have been measured on it since 1994. Before we train
# anything (that is the second notebook), we look at the data (*exploration des données*). A person who knows the data
# knows which figures to believe, which errors to expect, and where a model could be better.
#
# **The questions of this notebook**
#
# 1. Where do the images come from, and who wrote them?
# 2. What is in them: classes, grey levels, shapes?
# 3. Is there anything to clean: duplicates, odd images, wrong labels?
# 4. What was done to the images before we got them, and what is that worth?
# 5. Where do simple methods (*méthodes de référence*, baselines) go wrong, and why?
#
# **Two rules.** Nobody looks at the 10,000 test images here: what we learned from them would slip into our choices,
# and the examination would no longer be one. And what we find, a cell prints: no measured figure is typed by hand, so
# each is that of the data and of the project's own results.

# %% [markdown]
# ## Set-up
#
# On your own machine the notebook needs the laboratory (`pip install ".[lab,notebooks]"` in the repository's folder)
# and MNIST, which is found in the folder that `DIGITS_DATA` names, or else is fetched once.
#
# In Google Colab the repository has to be there first: upload it, or clone it from where you got it, so that it is the
# folder `/content/digits-classification`. The first cell then installs it from there.

# %%
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path("/content/digits-classification")  # where a copy of the repository lies in Colab

if "google.colab" in sys.modules:
    if not (FOLDER / "pyproject.toml").is_file():
        raise SystemExit(f"Upload or clone the repository to {FOLDER} first, then run this cell again.")
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", f"{FOLDER}[lab]"], check=True)
    os.chdir(FOLDER / "notebooks")
if importlib.util.find_spec("digits") is None:
    raise SystemExit('The laboratory is not installed: run pip install ".[lab,notebooks]" in the repository\'s folder.')

# %%
import numpy as np
from tools.exploration import claims, drawing, mistakes, neighbours, people, pixels, place, regression, stages
from tools.exploration.showing import say, show, stored, table

from digits import mnist
from digits.lab import figures

RESULTS = place.results()
training = mnist.load("train")
writers, sources, folds = mnist.writers(), mnist.sources(), mnist.folds()
images, labels = training.images, training.labels
say(
    f"{len(images):,} training images of {images.shape[1]} × {images.shape[2]} pixels, {len(np.unique(labels))} "
    "classes."
)

# %% [markdown]
# # Part 1. Where the images come from
#
# In the late 1980s the American statistics office wanted machines to read its census forms, and NIST (the National
# Institute of Standards and Technology) collected examples of handwriting. Two of its collections matter here:
#
# - **Special Database 3**: digits on forms filled in by **employees of the Census Bureau**. They write for a living,
#   and neatly.
# - **Special Database 1**: digits by **high-school students**. They do not.
#
# NIST meant the first to train on and the second to test on. LeCun, Cortes and Burges showed that this makes little
# sense: a system that has only seen neat digits is examined on another kind. They mixed the two, half and half, in
# both parts, and made sure that no writer of the training images is a writer of the test images. That mixture is MNIST
# (*Modified* NIST). Who wrote which image was lost with it, and found again in 2019 by Yadav and Bottou (QMNIST). We
# use their list.
#
# Here are ten images of each digit, drawn by chance, ink in black. (In the files ink is 255 and paper 0.)

# %%
generator = np.random.default_rng(7)
examples = {str(digit): images[generator.choice(np.flatnonzero(labels == digit), 10, False)] for digit in range(10)}
show(
    drawing.image_rows,
    "Ten training images of each digit, drawn by chance",
    examples,
    alt="ten rows of handwritten digits",
)

# %% [markdown]
# **What we see.** Nearly every digit is complete, upright and in the middle; nothing else is in the image. Within a
# class there are several *shapes*, not one shape with noise: the 1 as a bar or with a serif, the 7 with and without
# its bar, the 4 open or closed, the 2 with and without a loop. And they are American shapes of about 1990. A European
# 1 with a long upstroke is rare here, which will matter when the recognizer meets other people.

# %% [markdown]
# ## Classes
#
# Is one digit much more frequent than another? Then a model could be right often by guessing, and the share of right
# answers (*exactitude*, accuracy) would flatter it. The counts of the test set are taken from a confusion matrix in
# the results: its rows add up to them, so that no test image is opened.

# %%
train_counts = people.counts(labels)
test_counts = claims.claims(RESULTS)[0].confusion.sum(axis=1)
shares = {"training": 100 * train_counts / train_counts.sum(), "test": 100 * test_counts / test_counts.sum()}
show(
    drawing.grouped_bars,
    "All ten digits are about equally frequent",
    [str(d) for d in range(10)],
    shares,
    ("digit", "share, %"),
)

# %%
most, least = int(train_counts.argmax()), int(train_counts.argmin())
say(
    f"The most frequent digit is **{most}** ({train_counts[most]:,} training images), the rarest **{least}** "
    f"({train_counts[least]:,}): a factor of {train_counts[most] / train_counts[least]:.2f}. Who always answers "
    f"{most} is right in {100 * train_counts[most] / train_counts.sum():.1f} % of the cases. So accuracy, or its "
    "complement, the error, is a fair measure here, and no class needs a weight of its own. Training and test set "
    "agree."
)

# %% [markdown]
# ## Two sources, and hundreds of writers
#
# Two things can go wrong without anybody noticing when data are by people. A model may be good on one group and poor
# on another, while we look at the mean. And a model may know a *writer*, when images by one person are both in what it
# learns from and in what it is examined on.

# %%
students = sources == 1
per_writer = people.images_per_writer(writers)
show(
    drawing.histogram,
    "Most writers gave a little more than a hundred digits",
    {
        "census staff": people.images_per_writer(writers[~students]),
        "students": people.images_per_writer(writers[students]),
    },
    24,
    ("training images of one writer", "share of the writers, %"),
)

# %%
say(
    f"The training images are by **{len(per_writer)} writers**: {len(np.unique(writers[~students]))} of the census "
    f"staff with {np.sum(~students):,} images, and {len(np.unique(writers[students]))} students with "
    f"{np.sum(students):,}. One writer gave {per_writer[0]} to {per_writer[-1]} of them, the middle one "
    f"{int(np.median(per_writer))}.",
    "60,000 images are therefore *not* 60,000 independent observations: they are a few hundred people, each seen "
    "about a hundred times. What a model has to master is the next person.",
)

# %% [markdown]
# ### The trap of the random split
#
# To choose among models one keeps a part of the training images aside (*jeu de validation*). The usual ways, a random
# part or the last tenth, look innocent. Let us count the writers.

# %%
tail = np.arange(len(labels)) >= 54_000
fold = folds == 0
parts = {"the last tenth": tail, "fold 0 of writers": fold}
found = {name: people.overlap(writers, part) for name, part in parts.items()}
table(
    ["validation part", "images", "writers", "of these also in the rest", "images by them", "by students, %"],
    [
        [name, one.images, one.writers, one.shared, one.shared_images, f"{100 * students[parts[name]].mean():.0f}"]
        for name, one in found.items()
    ],
)

# %% [markdown]
# Many of the writers of the last tenth also wrote images that the model learned from, and fewer of its images are by
# students. So we divide by **writer**: five folds (*plis*), no writer in two of them, balanced over the ten digits and
# the two sources (`digits.mnist.folds`). What does the difference amount to? Five models of the project were validated
# in both ways, and have read the test set once:

# %%
rows = [(name, *(mistakes.interval(*counts) for counts in three)) for name, *three in mistakes.tenth(RESULTS)]
show(
    drawing.grouped_bars,
    "The last tenth flatters: error of the same networks on three sets of images",
    [name for name, *_ in rows],
    {
        "last tenth of the training images": [tenth[0] for _, tenth, _, _ in rows],
        "folds of new writers": [new[0] for _, _, new, _ in rows],
        "test set": [test[0] for _, _, _, test in rows],
    },
    ("network", "error, %"),
)

# %%
ratios = [test[0] / tenth[0] for _, tenth, _, test in rows]
say(
    f"On the test set these networks make **{min(ratios):.1f} to {max(ratios):.1f} times** the errors that the last "
    "tenth promised. Three causes are mixed in this: known writers, fewer students, and that these networks kept the "
    "weights of the epoch with the least loss on this very tenth. The folds of new writers err on the other side: they "
    "are a little harder than the test set, and the models that read them had learned from four fifths of the writers "
    "only. Hard and honest is the better way to choose, so **all choices of this project are made on new writers**."
)

# %% [markdown]
# # Part 2. What is in the images
#
# ## Grey levels
#
# An image is 784 numbers from 0 (paper) to 255 (full ink). How are they distributed?

# %%
levels = pixels.grey_levels(images)
say(
    f"{100 * levels.paper:.1f} % of all pixels are exactly 0, {100 * levels.full:.1f} % are 250 and more, and "
    f"{100 * levels.between:.1f} % lie between: the images are almost black and white, and the grey is the soft edge "
    f"that reducing the scans left. The mean is {levels.mean:.1f}, the standard deviation {levels.deviation:.1f}. "
    f"**{levels.never} of the 784 pixels** have no ink in any of the {len(images):,} images."
)

# %%
show(
    drawing.maps_of_the_field,
    "Where the ink is, and where the images differ",
    {
        "mean grey level": images.mean(axis=0),
        "standard deviation": pixels.deviations(images),
        "share of images with ink here": (images > 0).mean(axis=0),
    },
)

# %% [markdown]
# **What we see.** The ink lies in the middle 20 × 20 pixels; the border of four pixels is nearly empty. The corners
# carry no information at all.
#
# **What follows.** To bring every pixel to mean 0 and deviation 1 (*standardisation*, *centrer-réduire*) means to
# divide by the deviation, and at the border this is 0 or almost: a single speck there would become a huge number. So
# the project's networks divide by the deviation plus one grey level. It is worth the care: `linear_raw` and `linear`
# are the same network with the same training, on pixels as they are and on standardized ones.

# %%
by_name = {row["name"]: row for row in mistakes.rows_of(RESULTS)}
raw, standard = (mistakes.interval(*by_name[name]["validation"]) for name in ("linear_raw", "linear"))
say(
    f"Error on new writers: raw pixels **{raw[0]:.2f} %** [{raw[1]:.2f}, {raw[2]:.2f}], standardized pixels "
    f"**{standard[0]:.2f} %** [{standard[1]:.2f}, {standard[2]:.2f}]. Nothing else differs."
)

# %% [markdown]
# ## The mean digit, and how digits differ from it

# %%
means, deviations = pixels.class_means(images, labels), pixels.class_deviations(images, labels)
show(
    drawing.image_rows,
    "The mean image of each digit, and the standard deviation of each pixel",
    {"mean": means, "deviation": deviations},
    columns=[str(digit) for digit in range(10)],
    scale="own",
)

# %% [markdown]
# **What we see.** The mean 0 and the mean 1 are clear: these digits are written alike. The slant makes an hourglass of
# the 1's deviation: all ones cross in the middle and part at the ends. The mean 4 could be a 9, the mean 5 is a pale
# blur, and 3, 5 and 8 look alike. The deviation of the 0 is a double line: people agree *that* there is a stroke and
# differ by a pixel or two *where*. In the other digits this uncertainty fills the whole shape.
#
# **A first classifier.** Answer with the digit whose mean is nearest. It has nothing to adjust, and tells how far "one
# typical shape per digit" goes.

# %%
known, new = folds != 0, folds == 0
answers = neighbours.nearest_mean(images[new], pixels.class_means(images[known], labels[known]))
wrong = int((answers != labels[new]).sum())
say(
    f"The nearest mean misreads {wrong:,} of {new.sum():,} images by new writers: **{100 * wrong / new.sum():.1f} "
    "%**. Guessing would misread 90 %. So one template for each digit is a beginning, and far from useful: a digit "
    "is no blurred picture, it is strokes that may move."
)

# %% [markdown]
# ## Ink, pen and slant
#
# Three quantities say much of how a person writes: how much ink there is, how wide the stroke is (its area by half of
# its outline), and how far the digit leans (*inclinaison*), which is the angle of the line that best tells an ink
# pixel's column by its row.

# %%
measured = {
    "ink, pixels": pixels.ink(images),
    "width of the stroke, pixels": pixels.pen_width(images),
    "slant to the right, degrees": pixels.slant(images),
}
show(
    drawing.digit_ranges,
    "Ink, width of the stroke and slant by digit: the median, and the range of eight images in ten",
    {name: [pixels.spread_over(values, labels, digit) for digit in range(10)] for name, values in measured.items()},
    [float(np.median(values)) for values in measured.values()],
)

# %% [markdown]
# **What we see.** The 1 has least ink, the 0 and the 8 have most. The stroke is as wide in all digits (dashed: the
# median of all images), as one would expect of a pen. A 1 leans furthest, and the range of the slant is wide in all.
#
# The extremes show what these numbers mean:

# %%
ink, pen, slant = measured.values()
order = {name: np.argsort(values) for name, values in zip(("ink", "pen", "slant"), measured.values(), strict=True)}
show(
    drawing.image_rows,
    "The ends of the three scales",
    {
        "least ink": images[order["ink"][:10]],
        "most ink": images[order["ink"][-10:]],
        "thinnest": images[order["pen"][:10]],
        "thickest": images[order["pen"][-10:]],
        "far left": images[order["slant"][:10]],
        "far right": images[order["slant"][-10:]],
    },
)

# %%
show(
    drawing.histogram,
    "Students and census staff lean differently",
    {"census staff": slant[~students], "students": slant[students]},
    60,
    ("slant to the right, degrees", "share of the images, %"),
)

# %%
say(
    f"Students lean by {slant[students].mean():.1f}° on average with a deviation of {slant[students].std():.1f}°, "
    f"the census staff by {slant[~students].mean():.1f}° with {slant[~students].std():.1f}°. Their strokes are "
    f"{pen[students].mean():.2f} and {pen[~students].mean():.2f} pixels wide.",
    "**What follows.** Slant and width are habits of a writer and say nothing of the digit. A model should not mind "
    "them: either they are taken out of the images (*redressement*, deslanting), or the model is shown digits "
    "leaning and drawn in many more ways than the writers did (augmentation, *augmentation de données*).",
)

# %% [markdown]
# ## The main directions: PCA
#
# Each image is a point in a space of 784 dimensions. Principal component analysis (PCA; *analyse en composantes
# principales*, ACP) finds the directions along which the points vary most. How many directions do digits need?

# %%
axes = neighbours.components(images[: place.amount(len(images), 6000)])
marks = [2, axes.needed(0.5), axes.needed(0.9), axes.needed(0.99)]
show(drawing.variance_figure, "A few dozen directions hold most of the variance", axes.shares, marks)

# %%
sample = images[[int(np.flatnonzero(labels == digit)[0]) for digit in range(10)]]
counts = (2, 10, axes.needed(0.9))
show(
    drawing.image_rows,
    "The first ten directions, and digits rebuilt from few of them",
    {"directions": 255 * (0.5 + axes.directions[:10].reshape(-1, 28, 28) / (2 * np.abs(axes.directions[:10]).max()))}
    | {"as it is": sample}
    | {f"{count} directions": np.clip(axes.rebuilt(sample, count), 0, 255) for count in counts},
)

# %%
say(
    f"{axes.needed(0.5)} directions hold half of the variance, {axes.needed(0.9)} hold 90 %, {axes.needed(0.99)} "
    "hold 99 %, of 784. The images do not fill their space; they lie near something much thinner. The first "
    "directions are those of the mean images (a 0 against a 1, an upright digit against a leaning one); with 10 of "
    f"them one guesses the digit, and with {axes.needed(0.9)} one reads it without effort."
)

# %%
few = generator.choice(len(images), place.amount(3000, 150), replace=False)
show(
    drawing.digit_map,
    "The first two principal components: classes lie on each other",
    axes.coordinates(images[few], 2),
    labels[few],
    ("first component", "second component"),
)

# %% [markdown]
# **What we see.** The 0 and the 1 stand apart, at the two ends of the first component, and the 4, 7 and 9 go together
# along the second; all others lie on each other. The two directions of largest *variance* are not the directions in
# which *digits* differ: much of the variance is slant and width. A linear view of so few dimensions cannot do it.

# %% [markdown]
# ## A map of neighbours: t-SNE
#
# t-SNE gives up straight lines: it puts images on a plane such that those which are near each other in the space stay
# near each other. Distances between far groups on such a map mean nothing; who is *next to whom* does.

# %%
show(
    drawing.digit_map,
    f"A map of {len(few):,} training images by t-SNE: neighbours stay neighbours",
    neighbours.embedding(axes.coordinates(images[few], neighbours.DIMENSIONS), place.amount(1000, 250)),
    labels[few],
    ("", ""),
)

# %% [markdown]
# **What we see.** Without being told any label, the map shows islands, nearly one for each digit. So neighbours are to
# be trusted, and a method that asks the nearest known images (*k plus proches voisins*, k-NN) must be good. 4 and 9
# share an island, 3, 5 and 8 touch, the 7 lies next to the 9: these are the confusions to expect. And within an island
# there is an order: the ones, for example, are sorted by their slant.

# %% [markdown]
# # Part 3. Is there anything to clean?
#
# ## Neighbours that disagree, duplicates, odd ones
#
# For every image we look for the most similar other one (in short mode among fewer images).

# %%
chosen = np.arange(place.amount(len(images), 2000))
found = neighbours.nearest(images[chosen], axes)
other = labels[found.index] != labels[chosen]
copies = neighbours.duplicates(images)
say(
    f"Copies, equal in every pixel: **{copies}** among {len(images):,} images. **{100 * (1 - other.mean()):.1f} %** "
    "of the images have a nearest neighbour of their own digit, and "
    f"{100 * (writers[found.index] == writers[chosen]).mean():.0f} % one by their own *writer*, although a writer is "
    f"one of {len(per_writer)}: the hand can be recognized, which is why writers must not be divided between parts."
)

# %%
pairs = neighbours.closest_pairs(found, other, 10)
far = np.argsort(-found.distance)[:10]
show(
    drawing.image_rows,
    "Most alike though their labels differ (above each other), and the loneliest images",
    {
        "image": images[[one for one, _ in pairs]],
        "its neighbour": images[[two for _, two in pairs]],
        "loneliest": images[far],
    },
    columns=[f"{labels[one]} and {labels[two]}" for one, two in pairs],
)

# %%
mixed = neighbours.mixing(labels[chosen], found)
np.fill_diagonal(mixed, 0)
worst = np.argsort(-mixed, axis=None)[:4]
names = ", ".join(
    f"{written} next to {near} ({mixed[written, near]} images)"
    for written, near in (divmod(int(one), 10) for one in worst)
)
say(
    f"The most frequent neighbours of another digit: {names}. The pairs in the figure are such that a person would "
    "hesitate as well: a 7 and a 1, a 4 and a 9, one stroke apart. The loneliest images are wide, with large loops "
    "and flourishes. They are digits all the same, and somebody's way to write: a recognizer will meet such people."
)

# %% [markdown]
# ## Disputed labels
#
# People typed the labels, and people err. A label (*étiquette*) is suspect where models that have nothing in common
# contradict it in unison. The comparison of the project has models from a linear one to neighbours that may bend; each
# read the writers of two folds that it had never seen. These images they *all*, or almost all, read as the same other
# digit:

# %%
suspects = mistakes.suspects(RESULTS, 20)
captions = [f"label {one.written}\n{one.read} say {one.agreed} of {one.models}" for one in suspects]
show(
    figures.agreement_sheet,
    images[[one.index for one in suspects]],
    captions,
    "Training images whose labels the models contradict most unanimously",
)

# %% [markdown]
# **What we see.** Some of these labels are plainly wrong: no person would read the digit on the label. Others are
# ambiguous, and some are right, with an unusual shape. Models cannot tell these three apart; a person has to look.
#
# For the *test* images others have asked people. Northcutt, Athalye and Mueller (2021) showed five persons each of 100
# test images whose labels a network doubted:

# %%
from digits.lab.ensemble.disputed_labels import PEOPLE, SEEN_BY

votes = {seen: [index for index, count in SEEN_BY.items() if count == seen] for seen in sorted(set(SEEN_BY.values()))}
table(
    ["of five people, so many saw the label's digit", "test images", "which"],
    [[f"{seen} of {PEOPLE}", len(which), ", ".join(map(str, which))] for seen, which in votes.items()],
)

# %%
say(
    f"{len(SEEN_BY)} of 10,000 test labels are disputed: **{len(SEEN_BY) / 100:.2f} %**; of {len(votes[0])} not one "
    "person saw the label's digit. A model that is right misses these. So the error on this test set cannot "
    "honestly come near to 0, and two models that differ by a few errors in 10,000 may differ in luck alone. We use "
    "the list to *explain* errors, never to choose a model or to mend the test set."
)

# %% [markdown]
# ## Cleaning: a list of checks
#
# Cleaning (*nettoyage*) means to find what is missing, damaged, doubled, out of range or in the wrong place. Damage is
# excluded from the start: `digits.mnist` accepts a file only when its SHA-256 is that of the canonical one. The rest
# we check instead of believing it:

# %%
centres, sides = pixels.centres(images), pixels.longest_sides(images)
centred = ((centres >= 13.45) & (centres < 14.55)).all(axis=1)
checks = [
    ("images without a label, or labels without an image", abs(len(images) - len(labels))),
    ("labels that are no digit", int((labels > 9).sum())),
    ("images without any ink", int((sides == 0).sum())),
    ("images that are exact copies", copies),
    ("images whose longest side is not 20 pixels", int((sides != 20).sum())),
    ("images whose centre of mass is not the centre", int((~centred).sum())),
]
table(["check", "found"], checks)

# %% [markdown]
# **Why MNIST needs little.** All of this was done before: each digit cut out, made equally large, centred, checked.
# What remains is a handful of wrong labels, and a few odd images.
#
# **What we do not do.** We remove no image for being hard. That would make the training set cleaner than the world,
# and a figure measured on it finer than true. We also leave the wrong labels as they are: a few in ten thousand do a
# network no harm, and who corrects only those labels that *his model* doubts teaches the model what it believes
# already.

# %% [markdown]
# # Part 4. What normalization does
#
# From the scanned forms to MNIST the images went through four steps (LeCun et al., 1998; reconstructed by Yadav and
# Bottou, 2019): the box around the ink; the longest side to 20 pixels, keeping the proportions; soft edges, because
# pixels are averaged; the centre of mass to the middle of 28 × 28. The last rows of the table above are its traces.
# Whoever wants a digit read that is *not* from MNIST has to do all that with it, and before it find the ink at all.
# Here is a page as a telephone would photograph it, drawn by a program: ruled paper, uneven light, noise.
# `digits.image` goes the way from there to 28 × 28:

# %%
from digits.image import normalize_picture

photo = stages.page(5, seed=11)
show(drawing.stages_figure, "From a photograph to what a network sees", stages.steps(normalize_picture(photo)))

# %% [markdown]
# **What we see.** The light is estimated for each place and divided out, so that the shadow is no ink (2). Printed
# lines are found by their straightness and taken away, and bridged where the pen crosses them (3). What differs from
# the paper is ink (4), and then come MNIST's own steps (5 to 7). The result could be an image of the training set.
#
# **What is it worth?** An experiment: a softmax regression (ten weighted sums; the second notebook builds it step by
# step) learns from MNIST's images as they are. Then it reads new writers three times: as they are, made smaller and
# moved by chance, and the same *after normalization*.

# %%
count = place.amount(2000, 300)
learn, ask = (
    np.flatnonzero(known)[:: len(np.flatnonzero(known)) // (3 * count)][: 3 * count],
    np.flatnonzero(new)[:count],
)
simple = regression.train(images[learn], labels[learn], (images[ask], labels[ask]), epochs=place.amount(20, 3))
moved = stages.displaced(images[ask], seed=3)
again = stages.normalized(moved)
show(
    drawing.image_rows,
    "The same digits as they are, moved and resized, and normalized again",
    {"as they are": images[ask[:10]], "moved, resized": moved[:10], "normalized": again[:10]},
)

# %%
error = {
    name: 100 * regression.error(simple, some, labels[ask])
    for name, some in (("as", images[ask]), ("moved", moved), ("again", again))
}
say(
    f"Error of the regression on {count:,} digits by new writers: as they are **{error['as']:.1f} %**, moved and "
    f"resized **{error['moved']:.1f} %**, normalized again **{error['again']:.1f} %**. Nothing was learned in "
    "between: a little geometry gives back what no small model could learn. (What is missing to the first figure "
    "was lost when the digit was made smaller.)"
)

# %% [markdown]
# The stronger models of the project suffer as well, when what they read is not centred; this is from the results
# (`digits compare sensitivity`), networks that were trained on images as they are:

# %%
stored("experiments/sensitivity-translation.png", "error of four networks against a shift to the right, in pixels")

# %% [markdown]
# **What we see.** A single pixel already multiplies the errors of the dense networks (`softmax`, `mlp_150_150`); at
# two pixels they misread about a third. The convolutional networks start much lower and lose later: their filters look
# for the same stroke everywhere. But nobody bears four pixels. Normalization makes this weakness harmless for all of
# them, and it costs nothing.

# %% [markdown]
# # Part 5. Where simple methods go wrong
#
# Methods that are no deep networks are the measure of what depth is worth. All have read the same writers, new to
# them.

# %%
BASELINES = {
    "linear": "linear classifier",
    "pairwise_linear": "linear, one for each pair",
    "expert": "rules by hand on loops and bays",
    "random_forest": "random forest (*forêt aléatoire*)",
    "svm": "support vectors (*machine à vecteurs de support*)",
    "knn_deformation": "nearest neighbours that may bend",
}
read = {name: mistakes.misread(RESULTS, name) for name in BASELINES}
rows = [(name, *mistakes.interval(len(one.index), one.images)) for name, one in read.items()]
show(figures.dots_figure, "From linear classifiers to neighbours that may bend", "error on new writers, %", rows)

# %%
table(
    ["method", "what it is", "error on new writers, %", "error on the test set, %"],
    [
        [
            f"`{name}`",
            BASELINES[name],
            f"{rate:.2f} [{low:.2f}, {high:.2f}]",
            f"{100 * by_name[name]['test'][0] / by_name[name]['test'][1]:.2f}",
        ]
        for name, rate, low, high in rows
    ],
)

# %% [markdown]
# **What we see.** A line between each pair of digits is a little better than ten weighted sums, and rules that a
# person thought up are as good. Then come methods that may bend their borders: the forest, the support vectors. The
# best of them does not learn at all: it keeps all images and compares them as a person would, by bending one until it
# fits on the other.
#
# ## Which digits are mistaken for which

# %%
pairs = [pair for pair, _ in sum((one.pairs for one in read.values()), start=type(read["svm"].pairs)()).most_common(12)]
counts = np.array([[one.pairs[pair] for pair in pairs] for one in read.values()])
show(figures.confusions_by_network, list(read), pairs, counts)

# %% [markdown]
# **What we see.** The pairs are those of the map of neighbours: 4 and 9, 7 and 9, and 3, 5 and 8. But each method has
# a weakness of its own. The linear ones take a 3 for a 5 and an 8 for a 1, whose strokes cover the same pixels; better
# methods hardly ever do. The rules read an 8 as a 6 where its upper loop does not close. What remains for the best
# method is spread thinly over the pairs: 5 and 6, 4 and 9, 8 and 9, digits that differ by a gap of two pixels.

# %% [markdown]
# ## Which people are hard to read

# %%
COMPARED = ("softmax", "svm", "cnn_32_64_64", "knn_deformation")
misread = {name: mistakes.misread(RESULTS, name) for name in COMPARED}
by_source = {name: mistakes.rates_by_source(one.index) for name, one in misread.items()}
show(
    drawing.grouped_bars,
    "Every method finds the students harder",
    COMPARED,
    {
        "census staff": [rates[3][0] for rates in by_source.values()],
        "students": [rates[1][0] for rates in by_source.values()],
    },
    ("model", "error on new writers, %"),
)

# %%
harder = {name: rates[1][0] / rates[3][0] for name, rates in by_source.items()}
lines = []
for name, one in misread.items():
    each = mistakes.errors_per_writer(one.index)
    tenth = max(1, len(each) // 10)
    lines.append(
        [
            f"`{name}`",
            f"{harder[name]:.1f}",
            f"{100 * each[:tenth].sum() / each.sum():.0f}",
            f"{100 * (each == 0).mean():.0f}",
        ]
    )
table(
    [
        "model",
        "students' error / staff's",
        "of all errors, on the hardest tenth of the writers, %",
        "writers read without any error, %",
    ],
    lines,
)

# %% [markdown]
# **What we see.** Students' digits give about twice as many errors or more, whatever the model. And errors are by
# *people*: the better the model, the more of its errors are due to a few writers, while half of the writers and more
# are read without any error. A mean over images says little about how a given person will be served.

# %% [markdown]
# ## Which hands are hard to read

# %%
show(
    drawing.rates_figure,
    "Digits that lean to the left are hard for all, to the right for one",
    "slant to the right, degrees (tenths of the images, each at its median)",
    {name: mistakes.rates_by(slant, one.index) for name, one in misread.items()},
)

# %%
show(
    drawing.rates_figure,
    "Thin strokes are hard for a linear model, and less so for the others",
    "width of the stroke, pixels (tenths of the images, each at its median)",
    {name: mistakes.rates_by(pen, one.index) for name, one in misread.items()},
)

# %% [markdown]
# **What we see.** For the softmax regression the error is lowest at the usual slant and rises towards both ends; its
# templates are made for the average hand. The others bear digits that lean to the right, which are many, and keep some
# difficulty with those that lean to the left, which are rare. (Part of this is the students, who lean less to the
# right and are harder in other ways too; the figure does not separate the two.) Thin strokes cost the softmax
# regression most, because thin strokes seldom meet the same pixels; the others mind them little. So models fail where
# the training images are few. That can be mended, by making more of them.

# %% [markdown]
# # Conclusion
#
# - **The data** are clean, balanced and already normalized: nothing needs to be removed or filled in. A few labels are
#   wrong, which sets a floor to every error that is measured on them.
# - **They are people.** A few hundred writers, of two kinds, one twice as hard as the other. Validation must divide by
#   writers, or it flatters; and one figure for all hides that a tenth of the people get most of the errors.
# - **Variation has names**: slant, width, position, shape. Position is taken away by normalization, the others remain,
#   and errors are where they are extreme. Whoever augments the images should vary these.
# - **Pixels at fixed places are the wrong view.** The nearest mean, linear classifiers and PCA all compare pixel by
#   pixel, and a stroke moved by two pixels is another stroke to them. Methods that let strokes move are several times
#   better.
#
# This last point is what the second notebook starts from: perceptrons, then networks with hidden layers, and then
# networks that look for the same stroke everywhere.
