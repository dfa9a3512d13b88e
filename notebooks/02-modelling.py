# %% [markdown]
# # 2. Modelling: from the perceptron to an ensemble
#
# How few errors can a program make on the digits of people it has never met, with which model, and how sure is that
# number? We go from one neuron to ten with softmax, hidden layers, convolutions and ensembles.
#
# Short trainings run in this notebook. Longer ones were run by commands (`digits train`, `digits compare`), whose
# results are read from `results/`; the commands are named so that you can repeat them.
#
# **How to read an error.** Each error comes with its 95 % confidence interval (*intervalle de confiance*; Clopper and
# Pearson, 1934): with other test images, the model would have made a few errors more or fewer. Models are chosen on
# held-out writers (*validation croisée par scripteur*). The test set is used once per finished model.
#
# ## Setup
#
# As in the first notebook: `pip install ".[lab,notebooks]"` in the repository, or the repository at
# `/content/digits-classification` in Colab.

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
import inspect
import tempfile

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from scipy.stats import binomtest
from tools.notebooks import draw, results
from tools.notebooks.draw import show, stored, table

from digits import metrics, mnist
from digits.activations import ActivationSession
from digits.lab import figures, networks
from digits.lab.ensemble.disputed_labels import SEEN_BY
from digits.lab.perceptron import figures as planes
from digits.lab.perceptron import gates, gradient, rule
from digits.lab.training.runs import factory
from digits.model_card import shipped_models

plt.rcParams.update({"figure.constrained_layout.use": True, "axes.spines.top": False, "axes.spines.right": False})
generator = np.random.default_rng(5)

training, folds = mnist.load("train"), mnist.folds()
images, labels = training.images, training.labels

# %% [markdown]
# # Part 1. One neuron
#
# A neuron (*neurone formel*) multiplies each input by a weight (*poids*), adds a bias (*biais*), and answers 1 if the
# sum is positive. Rosenblatt's rule (1958) goes through the examples, and after a wrong answer adds to each weight
#
# $$ \Delta w_i = \eta \, (\text{target} - \text{output}) \, x_i. $$
#
# Here the neuron learns the logical AND. Each panel is one update: the square marks the misclassified input, the dashed
# line the border before the update, the solid line the border after it.

# %%
# Border of the perceptron after each update while it learns AND
learned = {gate: rule.learn(gate) for gate in ("and", "or", "xor")}
show(planes.updates_figure, learned["and"])

# %%
# Wrong answers in each epoch, for AND, OR and XOR
show(planes.errors_figure, list(learned.values()))

# %%
for name, one in learned.items():
    print(name, "learned" if one.learned else "not learned", f"in {len(one.errors)} epochs; final sum: {one.weights}")

# %% [markdown]
# If a line separates the classes, the rule finds one (Novikoff, 1962). It stops at the first line without error,
# however close to the points. For XOR it cycles forever, because no line exists: XOR requires $b \le 0$, $b + w_1 > 0$
# and $b + w_2 > 0$. The last two add up to $b + w_1 + w_2 > -b \ge 0$, so the neuron answers 1 for $(1, 1)$, where XOR
# is 0.
#
# "One or the other, but not both" matters for digits: a closed loop at the top makes a 9, at the bottom a 6, and both
# make an 8. Two lines solve XOR, with a third neuron that combines them:

# %%
# XOR solved by two hidden neurons, with weights set by hand and with learned weights
trained = gradient.learn_xor(1 if SHORT else 8)
solved = [one for one in trained if gradient.has_learned_xor(one)]
by_hand = gates.Network(gates.NAND, gates.OR, gates.AND, "step")
print(f"learned from {len(solved)} of {len(trained)} random starts")
show(planes.networks_figure, [("by hand: AND(NAND, OR)", by_hand), *(("learned in Keras", one) for one in solved[:1])])

# %% [markdown]
# The hidden layer (*couche cachée*) moves the four points: in the plane of its outputs (right), one line is enough.
# That is what hidden layers are for. To train them by gradient descent, a sigmoid replaces the step, which has no
# slope. Some random starts get stuck.
#
# # Part 2. Softmax regression
#
# For ten digits we take ten neurons with 784 weights each, one per pixel. **Softmax** turns their ten sums $s_k$
# (*logits*) into probabilities; the loss (*perte*) is the **cross-entropy** (*entropie croisée*), $-\ln$ of the
# probability of the true digit $t$:
#
# $$ p_k = e^{s_k} / \textstyle\sum_j e^{s_j}, \qquad L = -\ln p_t, \qquad \partial L / \partial s_k = p_k - [k = t]. $$
#
# The gradient is Rosenblatt's rule again, with a probability as the output.

# %%
scores = np.array([1, 3, 2.5, 5, 4, 2])
probabilities = np.exp(scores) / np.exp(scores).sum()
print("probabilities:", probabilities.round(4))
print("cross-entropy, if this is the true class:", -np.log(probabilities).round(3))


# %%
def predict(some_images, weights, biases):
    """The probabilities (N, 10) of images (N, 28, 28)."""
    return metrics.softmax(some_images.reshape(-1, 784) / 255 @ weights + biases)


def train(learn, validate, epochs, rate=0.3, batch=100):
    """Softmax regression by stochastic gradient descent, on the images with indices `learn`."""
    weights, biases, history = np.zeros((784, 10)), np.zeros(10), []
    for epoch in range(1, epochs + 1):
        for chosen in np.array_split(generator.permutation(learn), len(learn) // batch):
            difference = predict(images[chosen], weights, biases) - np.eye(10)[labels[chosen]]
            weights -= rate * (images[chosen].reshape(-1, 784) / 255).T @ difference / len(chosen)
            biases -= rate * difference.mean(axis=0)
        measured = {"epoch": epoch}
        for prefix, part in (("", learn), ("val_", validate)):
            found = predict(images[part], weights, biases)
            measured[f"{prefix}loss"] = metrics.cross_entropy(found, labels[part])
            measured[f"{prefix}accuracy"] = np.mean(found.argmax(axis=1) == labels[part])
        history.append(measured)
    return weights, history


# %%
# Learning curves of softmax regression
count = 500 if SHORT else 6_000
learn = generator.choice(np.flatnonzero(folds != 0), count, replace=False)
validate = generator.choice(np.flatnonzero(folds == 0), count // 2, replace=False)
weights, history = train(learn, validate, epochs=4 if SHORT else 25)
print({name: round(float(value), 3) for name, value in history[-1].items()})
show(figures.learning_curves, history, f"Softmax regression on {count:,} images")

# %% [markdown]
# Both curves fall together at first. Then the training error keeps falling while the validation error hardly does: what
# is still learned belongs to these images. With all training images the two curves meet at a high error (`softmax` in
# the table of Part 5): the model underfits (*sous-apprentissage*). More images will not help; another model will.

# %%
# The ten weight vectors as images: black adds to the sum, white subtracts
draw.image_rows("What it learned: ten templates", {"weights": weights.T.reshape(10, 28, 28)}, list("0123456789"))

# %% [markdown]
# Each neuron is a template: ink on black increases its sum, ink on white decreases it. But there is one template for
# all ways to write a digit, at fixed positions: a stroke moved by two pixels meets other weights.
#
# ## Training settings
#
# Gradient descent goes downhill in steps; the learning rate (*taux d'apprentissage*) sets their length, the batch
# (*lot*) the number of images per step. `digits compare learning_rate`, `batch_size` and `optimizers` vary these for
# `mlp_150_150`; each optimizer is shown at the best of five rates.

# %%
# Validation loss at five learning rates; error against batch size; error of each optimizer
display(*(stored(f"experiments/{name}.png") for name in ("learning_rate", "batch_size", "optimizers")))

# %% [markdown]
# The learning rate matters most: too low is slow, too high never learns. Large batches need a higher rate. At their
# best rates, optimizers differ little; comparing them at one common rate would compare rates. Adam at 0.001 is a good
# default.
#
# # Part 3. Hidden layers
#
# A multilayer perceptron (MLP, *perceptron multicouche*) puts layers of neurons with a nonlinear activation (ReLU:
# negative sums become 0) between pixels and softmax. A network is one file, which reads like a table:

# %%
print(inspect.getsource(networks.network("mlp_150_150").build))

# %% [markdown]
# How deep, how wide, with which activation? (`digits compare mlp_depth`, `mlp_width`, `mlp_activation`)

# %%
# Error against the number of hidden layers, their width, and the activation function
display(*(stored(f"experiments/{name}.png") for name in ("mlp_depth", "mlp_width", "mlp_activation")))

# %% [markdown]
# The first hidden layer removes more than half of the errors, as XOR suggested; more layers add little. Width helps,
# with diminishing returns. The activation hardly matters here. For a deep network of sigmoids it does (`digits compare
# normalization`):

# %%
# Error with and without normalization between the layers, for three networks
stored("experiments/normalization.png")

# %% [markdown]
# The slope of a sigmoid is at most a quarter; after five layers little of the gradient is left (*disparition du
# gradient*). Batch normalization restores it. ReLU mostly avoids the problem.
#
# ## Overfitting
#
# The MLP has over a hundred weights per training image here. We train it on few images, with the functions that `digits
# train` uses: unchanged, with dropout (random neurons removed during training), and with augmentation (each image
# rotated, shifted and scaled a little, differently in each epoch).

# %%
SETTINGS = {
    "unchanged": {},
    "dropout 0.5": {"dropout": "0.5"},
    "augmentation": {"augmentation.rotation": "10", "augmentation.shift": "2", "augmentation.scale": "0.1"},
}
few, epochs = (300, 2) if SHORT else (1_000, 40)
histories = {}
for name in list(SETTINGS)[: 1 if SHORT else 3]:
    with tempfile.TemporaryDirectory() as folder:
        settings = {"epochs": str(epochs), "keep": "last"} | SETTINGS[name]
        run = factory.create(Path(folder), "mlp_150_150", settings, validation=0, images=few)
        run.train()
        histories[name] = run.history()
columns = ("accuracy", "val_accuracy", "val_loss")
rows = [[name, *(f"{one[-1][column]:.3f}" for column in columns)] for name, one in histories.items()]
table(["training", "accuracy on its own images", "accuracy on held-out writers", "loss on held-out writers"], rows)

# %%
# Learning curves of an MLP that overfits
show(figures.learning_curves, histories["unchanged"], f"An MLP memorizes {few:,} images")

# %%
# Validation loss of the three trainings
plt.figure(figsize=(8, 3.2))
for (name, history), style in zip(histories.items(), ("-", "--", ":"), strict=False):
    plt.plot([epoch["val_loss"] for epoch in history], style, color="black", label=name)
plt.xlabel("epoch")
plt.ylabel("cross-entropy on held-out writers")
plt.legend(frameon=False)
plt.title(f"The same MLP on the same {few:,} images")
plt.show()

# %% [markdown]
# This is overfitting (*surapprentissage*): the training loss goes to zero, the network memorizes its images, and the
# gap grows. The validation *error* does not rise, but the *loss* does: the network becomes overconfident. Augmentation
# is the best remedy, because it adds information; dropout hardly helps here. With all training images (`digits compare
# mlp_regularizers`, `early_stopping`, `training_size`):

# %%
# Error with six regularizers; validation loss with early stopping; error against the number of training images
display(*(stored(f"experiments/{name}.png") for name in ("mlp_regularizers", "early_stopping", "training_size")))

# %% [markdown]
# More data helps most, and the cheapest data are your own images, varied as writers vary. Early stopping (*arrêt
# anticipé*) on the loss saves time but stops before the lowest error.
#
# # Part 4. Convolutions
#
# A dense network must learn the same stroke again at every position. A convolution is a small template (*filtre*,
# *noyau*) moved over the image; it gives a map (*carte de caractéristiques*) of how well it matches at each position.
# Pooling (*sous-échantillonnage*) reduces the map and forgets the exact position. LeNet (1989, 1998) read bank cheques
# this way. A small one:

# %%
print(inspect.getsource(networks.network("lenet_8_16").build))

# %%
# A 3 going through lenet_8_16, layer by layer
network = ActivationSession("lenet_8_16")
image = images[np.flatnonzero(labels == 3)[:1]]
kinds = [layer.operation.kind for layer in network.layers]
indices = [index for index, kind in enumerate(kinds) if kind in ("convolution", "pooling", "dense")][:-1]
*values, probabilities = (one[0] for one in network.activations(image, [*indices, len(kinds) - 1]))
stages = [
    figures.Stage(kinds[index], np.moveaxis(one, 0, -1) if one.ndim == 3 else one)
    for index, one in zip(indices, values, strict=True)
]
show(figures.maps_figure, image[0], probabilities, stages, "A 3 goes through lenet_8_16")

# %% [markdown]
# The first maps show edges. The second ones respond to parts of digits, such as the end of a stroke. After the second
# pooling, the exact position is gone, and the dense layers decide.
#
# How do these networks handle displaced, rotated and scaled digits that they were not trained on? (`digits compare
# sensitivity`)

# %%
# Error of four networks against translation, rotation and scale
display(*(stored(f"experiments/sensitivity-{name}.png") for name in ("translation", "rotation", "scale")))

# %% [markdown]
# Convolutional networks tolerate translation and scale far better than dense ones. Rotation hurts both: nothing in a
# convolution is built for it.
#
# Which kernel size, which pooling, how many layers and filters, which regularizer? (`digits compare cnn_kernel`,
# `cnn_pooling`, `cnn_depth`, `cnn_filters`, `cnn_regularizers`)

# %%
# Error against kernel size, pooling, depth, filters and regularizers of a convolutional network
display(*(stored(f"experiments/cnn_{name}.png") for name in ("kernel", "pooling", "depth", "filters", "regularizers")))

# %% [markdown]
# Use kernels of 3 × 3 or 5 × 5, at least two convolutions, and as little pooling as you can afford. These trainings are
# short: augmentation and more filters pay off in longer ones, such as those of the best networks below.
#
# # Part 5. All models compared
#
# All networks and baselines (`digits compare`), built as their authors published them where there is a publication.

# %%
rows = results.comparison_rows()
table(
    ["model", "error on held-out writers, %", "error on the test set, %", "published, %", "parameters", "MACs"],
    [
        [row["name"], *(results.error_of(row, part) for part in ("validation", "test"))]
        + [row[column] or "" for column in ("published_error", "parameters", "macs")]
        for row in rows
    ],
)

# %%
# Error on the test set against multiply-accumulate operations per image, for all networks
stored("comparison/size.png")

# %% [markdown]
# Hidden layers bring most, then convolutions, then augmentation, long training and distillation (the shipped networks
# learned from an ensemble). Size alone does not: at equal cost, convolutional networks are far ahead.
#
# # Part 6. Which errors?
#
# Row $i$, column $j$ of a confusion matrix counts the images of digit $i$ that were read as $j$. **Recall** (*rappel*)
# is the share of a digit's images that were found; **precision** (*précision*) the share of its answers that were
# right; F1 their harmonic mean.

# %%
# Confusion matrices of softmax regression and of the default network on the test set
evaluations = results.evaluations()
default = next(one for one in evaluations if one.name == f"default-{shipped_models()['default']['sha256'][:8]}")
for one in (next(one for one in evaluations if one.model == "softmax"), default):
    title = f"{one.model}: {one.counts[0]} errors in {one.counts[1]:,}"
    display(show(figures.confusion_heat_map, one.confusion, title))

# %%
print("digit  precision  recall      F1  images")
for digit, one in enumerate(metrics.classification_report(default.confusion)):
    print(f"{digit:5}{one.precision:11.4f}{one.recall:8.4f}{one.f1:8.4f}{one.support:8,}")

# %% [markdown]
# Softmax regression makes errors all over the matrix: it confuses whatever covers the same pixels. The convolutional
# network errs in few cells, with few images in each, so the differences between its digits are mostly chance.
#
# ## Calibration
#
# Answers with a probability of 99 % should be wrong once in a hundred. Plain networks are overconfident; networks
# trained on soft labels and augmented images are underconfident. One number, the temperature (*température*) by which
# the logits are divided, corrects most of it. It is fitted on held-out writers.

# %%
# Observed errors against errors expected from the probabilities, for the default network
stored("reliability-default.png")

# %% [markdown]
# On the diagonal, the network is wrong as often as it says. Bars are 95 % intervals; few errors per bin make them wide.
# Calibration lets the application say "unsure" when it is.
#
# # Part 7. An ensemble
#
# How low can an honest error be? Some published results:
#
# | work | error | how |
# |---|---|---|
# | RMDL, 2018 | 0.18 % | best epoch chosen on the test set |
# | An, Lee, Park, Yang and So, 2020 | 0.09 % | best epochs, then best triple of networks, chosen on the test set |
# | Matuzas, 20 networks | 0.170 % (mean of 15 ensembles; single 0.2525 %) | 20 epochs, nothing chosen |
# | Deotte, 15 networks | 0.255 % (single 0.359 %) | 30 epochs, nothing chosen |
#
# Choosing the best of many on the test set measures luck as well as quality, so the first two are not estimates. The
# others agree that averaging many networks (*ensemble*) makes about 0.7 times the errors of one.
#
# Our ensemble averages the networks below. Architectures, seeds and epochs were fixed beforehand; two members leave out
# a fold of writers, which serves for calibration. Then the test set was used, once.

# %%
columns = ("name", "network", "architecture", "fold", "epochs")
rows = [[str(one[column]) for column in columns] for one in results.ensemble_members()]
table(["member", "network", "architecture", "left-out fold", "epochs"], rows)

# %%
# The ten test evaluations with the fewest errors, with 95 % intervals
best = evaluations[0]
print(f"lowest error: {best.name}, {best.counts[0]} errors, {results.with_interval(*best.counts)} %")
print(f"shipped network: {default.name}, {default.counts[0]} errors, {results.with_interval(*default.counts)} %")
rows = [(one.name, *results.rate(*one.counts)) for one in evaluations[:10]]
show(figures.dots_figure, "The ten best test evaluations", "error on the test set, %", rows)

# %% [markdown]
# Intervals overlap, but all models read the *same* images, and most are easy. What tells two models apart are the
# images that only one of them misreads. McNemar's test asks whether a fair coin would split these as unevenly:

# %%
rows = []
for other in evaluations[1:6]:
    only_best, only_other = len(best.wrong - other.wrong), len(other.wrong - best.wrong)
    p_value = binomtest(only_best, only_best + only_other).pvalue
    rows.append([f"`{other.name}`", only_best, only_other, len(best.wrong & other.wrong), f"{p_value:.2g}"])
table([f"`{best.name}` against", "only it is wrong", "only the other is wrong", "both wrong", "p (McNemar)"], rows)

# %% [markdown]
# A *p* above 0.05 means that chance could explain the difference. The lowest of many results also owes something to
# luck, even if nothing was chosen on the test set. The interval holds for writers and labels like these; it says
# nothing about other people, pens or countries.
#
# # Part 8. Remaining errors
#
# Are the last errors due to the models or to the images? If to the models, different models would misread different
# images.

# %%
# Number of the five best evaluations that misread the same test image
votes = np.bincount([index for one in evaluations[:5] for index in one.wrong], minlength=10_000)
plt.figure(figsize=(6, 3))
plt.bar(range(1, 6), np.bincount(votes, minlength=6)[1:6], color="0.3")
plt.xlabel("evaluations that misread the image")
plt.ylabel("test images")
plt.title("Strong models share many of their errors")
core = np.flatnonzero(votes == 5)
print(f"misread by all five: {len(core)} images, of which {np.isin(core, list(SEEN_BY)).sum()} have a disputed label")

# %%
# All test images that the best evaluation misread, with label, answer and probability
stored(f"{best.name}/wrong.png")

# %% [markdown]
# Independent errors would never coincide on so many images: a hard core is misread by all. (Part of the agreement is
# inherited, because the ensemble taught the shipped networks.) The sheet shows broken strokes, open or filled loops, a
# 4 or 9 that nobody could tell for sure, and some wrong labels. A person would read others with ease: there, the model
# is at fault. Nothing was chosen or trained from this sheet.
#
# ## Beyond MNIST
#
# Two or three errors fewer on MNIST change nothing in practice; other people, pens and cameras do. The whole
# recognizer, with normalization and rejection, on other handwriting (`digits handwriting`):

# %%
rows = [[name, *counts, results.with_interval(*counts)] for name, counts in results.other_handwriting().items()]
table(["data", "misread or rejected", "images", "error, %"], rows)

# %% [markdown]
# The error changes more from one collection to another than from one network to another on MNIST. Semeion's scans were
# stretched to squares, Pendigits comes from other people on a tablet, and the photographs are synthetic. This is why
# the shipped network was trained with national digit shapes, varied stroke widths and degraded images: a low error on
# MNIST is one aim, being useful is another.
#
# # Conclusion
#
# - **Each step fixes a weakness of the previous one.** One neuron draws one line; hidden layers move the points until a
#   line is enough; convolutions find the same stroke anywhere; augmentation stands in for missing writers; an ensemble
#   averages out the bad luck of a single network.
# - **Measuring well matters as much as the model**: held-out writers to choose, a test set used once, intervals, and
#   paired tests. Several published records fail here.
# - **Learning rate, data and architecture matter most.** Optimizer, activation and regularizer are details once they
#   are reasonable.
# - **Many remaining errors are on images that all strong models misread**, some with disputed labels. On this test set
#   there is little left to gain; on other people's handwriting, nearly everything.
#
# Next: `digits compare` prints the table, `digits train NAME` trains any of its networks, and a new file in
# `src/digits/lab/networks` is a new network.
