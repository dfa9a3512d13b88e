# %% [markdown]
# # 1. Exploration: what is in MNIST?
#
# MNIST holds 70,000 images of handwritten digits: 60,000 for training and 10,000 for testing. Before training a model
# (second notebook), we explore the data: who wrote the images, what they contain, whether they need cleaning, how they
# were normalized, and where simple methods fail.
#
# This notebook never looks at the 10,000 test images: whatever we learned from them would influence our choices, and
# the test would no longer be fair.
#
# ## Setup
#
# On your machine: run `pip install ".[lab,notebooks]"` in the repository, and open this notebook from its folder. In
# Google Colab: put the repository at `/content/digits-classification`; the next cell installs it.

# %%
import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path("/content/digits-classification")  # in Colab
SHORT = os.environ.get("DIGITS_NOTEBOOKS") == "short"  # fewer images and epochs, for a quick test

if "google.colab" in sys.modules:
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", f"{REPOSITORY}[lab]"], check=True)
    os.chdir(REPOSITORY / "notebooks")
sys.path.insert(0, "..")  # the folder of tools/

# %%
from collections import Counter

import matplotlib.pyplot as plt
import numpy as np
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from sklearn.neighbors import NearestNeighbors
from tools.notebooks import draw, measurements, photographs, results
from tools.notebooks.draw import show, stored, table

from digits import mnist
from digits.lab import figures
from digits.lab.ensemble.disputed_labels import PEOPLE, SEEN_BY

plt.rcParams.update({"figure.constrained_layout.use": True, "axes.spines.top": False, "axes.spines.right": False})
generator = np.random.default_rng(7)

training = mnist.load("train")
images, labels = training.images, training.labels
writers, sources, folds = mnist.writers(), mnist.sources(), mnist.folds()
print(images.shape, images.dtype, np.unique(labels))

# %% [markdown]
# # Part 1. The images and their writers
#
# In the late 1980s, NIST collected handwriting to develop machines that read census forms. MNIST mixes two of its
# collections, half and half:
#
# - **Special Database 3**: digits by employees of the Census Bureau, who write neatly;
# - **Special Database 1**: digits by high-school students, who do not.
#
# No writer is in both the training and the test set. MNIST did not keep who wrote which image; Yadav and Bottou
# (QMNIST, 2019) recovered it, and we use their list. Ink is 255 and background 0 in the files; figures show ink in
# black.

# %%
# Ten random training images of each digit
examples = {str(digit): images[generator.choice(np.flatnonzero(labels == digit), 10, False)] for digit in range(10)}
draw.image_rows("Ten random training images of each digit", examples)

# %% [markdown]
# Nearly every digit is complete, upright and centred. Each class has several shapes: a 7 with or without a bar, an open
# or closed 4, a 2 with or without a loop. They are American shapes: the European 1, with its long upstroke, is rare.
#
# ## Classes
#
# Are the classes balanced? If one digit were much more frequent, a model could reach a high accuracy (*exactitude*) by
# guessing it. The test counts are the rows of a stored confusion matrix.

# %%
# Share of each digit in the training and the test set
train_counts = np.bincount(labels)
test_counts = results.evaluations()[0].confusion.sum(axis=1)
plt.figure(figsize=(8, 3))
plt.bar(np.arange(10) - 0.2, 100 * train_counts / train_counts.sum(), 0.4, color="0.3", label="training")
plt.bar(np.arange(10) + 0.2, 100 * test_counts / test_counts.sum(), 0.4, color="0.7", label="test")
plt.xticks(range(10))
plt.title("Share of each digit, %")
plt.legend(ncols=2)
print("training images of each digit:", train_counts)

# %% [markdown]
# The classes are nearly balanced, in the same way in both sets. Accuracy, or its complement the error, is a fair
# measure; no class needs a weight.
#
# ## Writers
#
# With data from people, two mistakes are easy to miss. A model can be good on average and poor for one group. And it
# can know a writer, if that writer's images are in both the training and the validation set.

# %%
is_student = sources == 1
for name, group in {"census employees": ~is_student, "students": is_student}.items():
    per_writer = np.unique(writers[group], return_counts=True)[1]
    print(f"{name}: {len(per_writer)} writers, {group.sum():,} images, median {np.median(per_writer):.0f} per writer")

# %% [markdown]
# So 60,000 images are not 60,000 independent observations: they come from a few hundred people. The model has to read
# the next person.
#
# ### Do not split at random
#
# To compare models, we hold out part of the training images for validation (*jeu de validation*). A common choice is
# the last tenth. How many of its writers does the model already know?

# %%
parts = {"last tenth": np.arange(len(labels)) >= 54_000, "fold 0, by writer": folds == 0}
rows = []
for name, part in parts.items():
    inside = np.unique(writers[part])
    shared = np.isin(inside, writers[~part])
    rows.append([name, int(part.sum()), len(inside), int(shared.sum()), 100 * is_student[part].mean()])
table(["validation part", "images", "writers", "also in the training part", "images by students, %"], rows)

# %% [markdown]
# Most writers of the last tenth are also in the training part, and students are under-represented. We therefore split
# by **writer**: five folds (*plis*) that share no writer, balanced over digits and sources (`mnist.folds`). Does it
# matter? Five networks were validated both ways and then tested once:

# %%
by_name = {row["name"]: row for row in results.comparison_rows()}
rows = []
for name, counts in results.last_tenth_counts().items():
    both = (results.error_of(by_name[name], part) for part in ("validation", "test"))
    rows.append([f"`{name}`", results.with_interval(*counts), *both])
table(["network", "error on the last tenth, %", "on held-out writers, %", "on the test set, %"], rows)

# %% [markdown]
# The last tenth promises fewer errors than the test set shows. It contains known writers and fewer students, and it was
# also used to pick the best epoch. Held-out writers give a pessimistic estimate: these models trained on fewer people.
# All choices in this project are made on held-out writers.
#
# # Part 2. What the images contain
#
# ## Grey levels

# %%
# Mean, standard deviation and frequency of ink at each pixel
deviation = images.std(axis=0, dtype=np.float32)
draw.pictures(
    "Where the ink is, and where images differ",
    {"mean": images.mean(axis=0), "standard deviation": deviation, "share with ink": (images > 0).mean(axis=0)},
    columns=3,
    cmap="Greys",
)
print(f"pixels equal to 0: {(images == 0).mean():.1%}, 250 or more: {(images >= 250).mean():.1%}")
print(f"mean {images.mean():.1f}, pixels that never have ink: {(images.max(axis=0) == 0).sum()} of 784")

# %% [markdown]
# Images are almost black and white; grey comes from the soft edges left by resampling. The ink lies in the central 20 ×
# 20 pixels, and the corners carry no information.
#
# Standardization (*centrer-réduire*) divides each pixel by its standard deviation, which is close to 0 at the border.
# The networks of this project add one grey level to the divisor. `linear_raw` and `linear` differ only in this step:

# %%
rows = [[f"`{name}`", results.error_of(by_name[name], "validation")] for name in ("linear_raw", "linear")]
table(["model", "error on held-out writers, % [95 % interval]"], rows)

# %% [markdown]
# ## The mean digit

# %%
# Mean image and standard deviation of each digit
means = np.array([images[labels == digit].mean(axis=0) for digit in range(10)])
deviations = np.array([images[labels == digit].std(axis=0, dtype=np.float32) for digit in range(10)])
draw.image_rows("Mean and standard deviation of each digit", {"mean": means, "deviation": deviations})

# %% [markdown]
# The mean 0 and 1 are sharp: people write them alike. The hourglass of the 1 is its slant: all ones cross in the
# middle. The mean 4 looks like a 9, and the 5 is a blur.
#
# **A first classifier**: answer with the digit whose mean image is nearest.

# %%
known, held_out = folds != 0, folds == 0
templates = np.array([images[known & (labels == digit)].mean(axis=0) for digit in range(10)])


def nearest_mean(some_images):
    """The digit whose mean training image is nearest, for each image."""
    distances = [((some_images - template) ** 2).sum(axis=(1, 2)) for template in templates]
    return np.argmin(distances, axis=0)


print(f"error on held-out writers: {np.mean(nearest_mean(images[held_out]) != labels[held_out]):.1%}")

# %% [markdown]
# Far better than guessing, and far from useful: a digit is not a blurred picture but strokes that move.
#
# ## Ink, stroke width and slant
#
# Three measurements describe a handwriting: the amount of ink, the stroke width, and the slant (*inclinaison*).

# %%
# Ink, stroke width and slant of each digit; boxes: middle half, whiskers: 80 % of the images
ink = images.sum(axis=(1, 2), dtype=np.int64) / 255
width, slant = measurements.stroke_widths(images), measurements.slants(images)
measured = {"ink, pixels": ink, "stroke width, pixels": width, "slant to the right, degrees": slant}
_, panels = plt.subplots(1, 3, figsize=(9, 3.2))
for axes, (name, values) in zip(panels, measured.items(), strict=True):
    axes.boxplot([values[labels == digit] for digit in range(10)], whis=(10, 90), showfliers=False)
    axes.set_xticks(range(1, 11), range(10))
    axes.set(xlabel="digit", title=name)

# %%
# The ten images at both ends of each measurement
ends = {}
for name, values in {"ink": ink, "width": width, "slant": slant}.items():
    order = np.argsort(values)
    ends |= {f"least {name}": images[order[:10]], f"most {name}": images[order[-10:]]}
draw.image_rows("The ends of the three scales", ends)

# %%
# Distribution of the slant, for students and census employees
plt.figure(figsize=(8, 3.2))
for name, group in {"census employees": ~is_student, "students": is_student}.items():
    plt.hist(slant[group], bins=60, range=(-50, 60), density=True, histtype="step", linewidth=1.6, label=name)
    print(f"{name}: slant {slant[group].mean():.1f}°, stroke width {width[group].mean():.2f} pixels on average")
plt.xlabel("slant to the right, degrees")
plt.ylabel("density")
plt.legend(frameon=False)
plt.title("Students and census employees slant their digits differently")
plt.show()

# %% [markdown]
# Zeros and eights have the most ink, ones the least. The stroke width hardly depends on the digit: it belongs to the
# pen. Slant varies widely within every class. Slant and width are habits of a writer and say nothing about the digit. A
# model should ignore them: either remove them from the images (deslanting, *redressement*), or vary them during
# training (augmentation).
#
# ## Principal component analysis
#
# Each image is a point in a space of 784 dimensions. PCA (*analyse en composantes principales*) finds the directions of
# largest variance. How many do digits need?

# %%
count = 6_000 if SHORT else len(images)
pca = PCA(svd_solver="covariance_eigh").fit(images[:count].reshape(count, -1).astype(np.float32))
held = np.cumsum(pca.explained_variance_ratio_)
needed = {share: int(np.searchsorted(held, share)) + 1 for share in (0.5, 0.9, 0.99)}
print("share of the variance: components needed", needed)

# %%
# The first ten components, and ten digits rebuilt from few components
sample = images[[np.flatnonzero(labels == digit)[0] for digit in range(10)]]
coordinates = pca.transform(sample.reshape(10, -1))
rebuilt = {"components": pca.components_[:10].reshape(-1, 28, 28), "original": sample}
for number in (2, 10, needed[0.9]):
    flat = pca.mean_ + coordinates[:, :number] @ pca.components_[:number]
    rebuilt[f"from {number}"] = flat.reshape(-1, 28, 28).clip(0, 255)
draw.image_rows("Digits rebuilt from their first components", rebuilt)

# %% [markdown]
# The images lie near a much thinner surface than 784 dimensions. With ten components one guesses the digit; with those
# that hold 90 % of the variance, one reads it. Two are not enough: much of the variance is slant and width, which do
# not separate digits.
#
# ## t-SNE
#
# t-SNE gives up straight directions: it places images on a plane so that neighbours stay neighbours. Distances between
# distant groups mean nothing.

# %%
# Map of training images by t-SNE
few = generator.choice(len(images), 200 if SHORT else 3_000, replace=False)
points = pca.transform(images[few].reshape(len(few), -1))[:, :50]
embedded = TSNE(init="pca", random_state=1, max_iter=250 if SHORT else 1_000).fit_transform(points)
draw.digit_map("t-SNE map of training images", embedded, labels[few])

# %% [markdown]
# Without labels, t-SNE forms nearly one island per digit, so comparing neighbours (*k plus proches voisins*) should
# work well. 4 and 9 share an island, 3, 5 and 8 touch: these are the confusions to expect.
#
# # Part 3. Data cleaning
#
# ## Nearest neighbours
#
# For each image, we look for the nearest other image, by the distance over the first 50 components.

# %%
chosen = 2_000 if SHORT else len(images)
projected = pca.transform(images[:chosen].reshape(chosen, -1).astype(np.float32))[:, :50]
distance, index = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(projected).kneighbors()
distance, index = distance[:, 0], index[:, 0]
differs = labels[index] != labels[:chosen]
print(f"nearest neighbour is the same digit: {1 - differs.mean():.1%}")
print(f"nearest neighbour is by the same writer: {np.mean(writers[index] == writers[:chosen]):.1%}")
print("most frequent pairs of different digits (image, neighbour):")
pairs = zip(labels[:chosen][differs].tolist(), labels[index[differs]].tolist(), strict=True)
print(Counter(pairs).most_common(4))

# %%
# The nearest pairs with different labels, and the images farthest from any other
order = np.flatnonzero(differs)[np.argsort(distance[differs])]
nearest = [one for one in order if one < index[one] or index[index[one]] != one][:10]  # each pair once
draw.image_rows(
    "Nearest pairs with different labels (one above the other), and the most isolated images",
    {"image": images[nearest], "neighbour": images[index[nearest]], "isolated": images[np.argsort(-distance)[:10]]},
    [f"{labels[one]} and {labels[index[one]]}" for one in nearest],
)

# %% [markdown]
# The nearest neighbour is almost always the same digit, and often enough by the same writer, out of hundreds:
# handwriting is recognizable, which is why splits must respect writers. The pairs that disagree would make a person
# hesitate too: they differ by one stroke. The isolated images have wide loops and flourishes. They are digits, and a
# recognizer must read them.
#
# ## Disputed labels
#
# People typed the labels and made mistakes. A label (*étiquette*) is suspect if many different models contradict it.
# Each model below read two folds of held-out writers. These are the images that most models read as the same other
# digit:

# %%
# Training images whose labels most models contradict
models = results.models_with_answers()
votes = Counter(tuple(row) for name in models for row in results.misread(name).tolist())
suspects = votes.most_common(20)
captions = [f"label {label}\n{answer} say {count} of {len(models)}" for (_, label, answer), count in suspects]
show(figures.agreement_sheet, images[[one for (one, _, _), _ in suspects]], captions, "Suspect labels")

# %% [markdown]
# Some labels are plainly wrong, some digits are ambiguous, and some are right but unusual. Models cannot tell these
# cases apart; people must look. For the *test* images, Northcutt, Athalye and Mueller (2021) asked five people about
# each of 100 labels that a network doubted:

# %%
for seen in sorted(set(SEEN_BY.values())):
    found = [index for index, count in SEEN_BY.items() if count == seen]
    print(f"{seen} of {PEOPLE} people saw the labelled digit:", found)

# %% [markdown]
# A correct model gets such images "wrong". An honest error on this test set cannot reach 0, and a difference of a few
# errors may be luck. We use this list to explain errors, never to choose a model or correct the test set.
#
# ## Checks
#
# `digits.mnist` verifies the files by SHA-256. The rest is checked here:

# %%
centres, sides = measurements.centres(images), measurements.longest_sides(images)
checks = {
    "images without label, or labels without image": abs(len(images) - len(labels)),
    "labels outside 0 to 9": (labels > 9).sum(),
    "images without ink": (sides == 0).sum(),
    "exact copies of another image": len(images) - len({image.tobytes() for image in images}),
    "longest side other than 20 pixels": (sides != 20).sum(),
    "centre of mass away from the centre": (~((centres >= 13.45) & (centres < 14.55)).all(axis=1)).sum(),
}
table(["check", "images"], [[name, int(found)] for name, found in checks.items()])

# %% [markdown]
# MNIST needs almost no cleaning, because it was done before: digits cut out, scaled, centred and checked. We keep
# difficult images: removing them would make the results look better than reality. We also keep wrong labels: so few do
# no harm, and correcting only those that our own model doubts would bias it.
#
# # Part 4. Normalization
#
# NIST's scans became MNIST images in four steps (LeCun et al., 1998): bounding box of the ink; longest side scaled to
# 20 pixels; grey edges by averaging; centre of mass moved to the centre of 28 × 28. Any other image must go through the
# same steps, after its ink has been found. `digits.image` does it for a photograph (here a synthetic one):

# %%
# A photographed digit on its way to a normalized image
photo = photographs.photographed_digit(5, seed=11)
draw.pictures("From photograph to network input", photographs.normalization_steps(photo))

# %% [markdown]
# The background is estimated and divided out, so a shadow is not mistaken for ink. A detector finds the digit, and a
# second network tells its ink from the ruled lines around it. The result could be an MNIST image.
#
# **What is it worth?** The nearest-mean classifier reads held-out writers three times: original images, images moved
# and resized at random, and the same after normalization.

# %%
# Original, displaced and normalized digits
read = np.flatnonzero(held_out)[:: 60 if SHORT else 6]
moved = photographs.displaced(images[read], seed=3)
variants = {"original": images[read], "displaced": moved, "normalized": photographs.normalized(moved)}
draw.image_rows("The same digits, displaced and normalized again", {name: some[:10] for name, some in variants.items()})
for name, some in variants.items():
    print(f"{name}: error {np.mean(nearest_mean(some) != labels[read]):.1%}")

# %% [markdown]
# A little geometry restores what the displacement destroyed, without any training. Stronger networks suffer too
# (`digits compare sensitivity`):

# %%
# Error of four networks against a shift to the right, in pixels
stored("experiments/sensitivity-translation.png")

# %% [markdown]
# One pixel already multiplies the errors of the dense networks (`softmax`, `mlp_150_150`). Convolutional networks
# resist longer, because their filters look for the same stroke everywhere, but four pixels are too much for all.
# Normalization removes the problem.
#
# # Part 5. Where simple methods fail
#
# These baselines (*méthodes de référence*) are not deep networks. All read the same held-out writers.

# %%
BASELINES = {
    "linear": "linear classifier",
    "pairwise_linear": "one linear classifier per pair of digits",
    "expert": "hand-written rules on loops and bays",
    "random_forest": "random forest (*forêt aléatoire*)",
    "svm": "support vector machine (*machine à vecteurs de support*)",
    "knn_deformation": "nearest neighbours with deformation",
}
rows = [
    [f"`{name}`", what, *(results.error_of(by_name[name], part) for part in ("validation", "test"))]
    for name, what in BASELINES.items()
]
table(["model", "method", "error on held-out writers, %", "error on the test set, %"], rows)

# %% [markdown]
# Methods with curved class borders (forest, support vectors) beat linear ones by far. The best one does not even train:
# it stores all images, and bends one until it fits the other.
#
# ## Confusions

# %%
# The most frequent confusions of each baseline
confused = {name: Counter(tuple(row) for row in results.misread(name)[:, 1:].tolist()) for name in BASELINES}
pairs = [pair for pair, _ in sum(confused.values(), Counter()).most_common(12)]
show(figures.confusions_by_network, list(confused), pairs, np.array([[c[p] for p in pairs] for c in confused.values()]))

# %% [markdown]
# The pairs are those of the t-SNE map: 4 and 9, 7 and 9, and 3, 5 and 8. Each method has its own weakness too: linear
# models read 3 as 5 and 8 as 1, whose strokes cover the same pixels; the rules read an 8 as a 6 when its upper loop is
# open.
#
# ## Writers

# %%
COMPARED = ("softmax", "svm", "cnn_32_64_64", "knn_deformation")
read = np.flatnonzero(np.isin(folds, results.FOLDS))
is_wrong = {name: np.isin(read, results.misread(name)[:, 0]) for name in COMPARED}
rows = []
for name, wrong in is_wrong.items():
    errors = np.array([wrong[writers[read] == writer].sum() for writer in np.unique(writers[read])])
    hardest = np.sort(errors)[-(len(errors) // 10) :].sum()
    by_source = [100 * wrong[is_student[read] == student].mean() for student in (False, True)]
    rows.append([f"`{name}`", *by_source, 100 * hardest / errors.sum(), 100 * np.mean(errors == 0)])
print("in %: error on employees, on students; errors made on the hardest tenth of writers; writers without error")
table(["model", "employees", "students", "hardest tenth", "without error"], rows)

# %% [markdown]
# Students are about twice as hard to read or more, whatever the model. The better the model, the more its errors
# concentrate on few writers. An average over images says little about how a given person will be served.
#
# ## Slant and stroke width

# %%
# Error against slant, and against stroke width (median of each tenth of the images)
for name, values in {"slant to the right, degrees": slant, "stroke width, pixels": width}.items():
    curves = {model: results.rates_along(values[read], wrong) for model, wrong in is_wrong.items()}
    draw.rates(f"Error against {name}", name, curves)

# %% [markdown]
# Softmax regression works best at the usual slant, and has trouble with thin strokes, which seldom meet the same
# pixels. The others have difficulty with digits that lean to the left, which are rare; part of this is due to the
# students, who slant less and are harder in other ways too. Models fail where training images are few, and that can be
# fixed by generating more of them.
#
# # Conclusion
#
# - **The data are clean, balanced and normalized.** A few labels are wrong, which limits how low an error can get.
# - **They come from a few hundred people** of two kinds, one about twice as hard as the other. Validation must be split
#   by writer.
# - **Digits vary in slant, width, position and shape.** Normalization removes position; the rest should be varied
#   during training.
# - **Comparing pixels at fixed positions is not enough.** Methods that let strokes move make several times fewer
#   errors.
#
# The second notebook starts from this last point, and goes from the perceptron to convolutional networks.
