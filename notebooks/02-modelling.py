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
# # 2. Modelling: from the perceptron to the record
#
# **The question.** How few errors can a program make when it reads the digits of people it has never met, with which
# model, and how sure can we be of the figure?
#
# We go the way the field went: one neuron (1958), ten of them with softmax, hidden layers (1986), convolutions (1989),
# and ensembles of convolutional networks (today). At each step there is a question, an experiment that answers it, a
# figure, what it shows, and what follows for the next step.
#
# **How figures are obtained here.** Short trainings run in this notebook, before your eyes. Whatever takes longer was
# trained by commands of the project (`digits train`, `digits compare`), whose outcomes lie in `results/` and are read
# from there; each command is named, so that you can run it again. None of our figures is typed by hand.
#
# **How to read an error.** A model is examined on 10,000 test images. Had there been others, it would have made a few
# errors more or fewer, so every error comes with its 95 % interval (*intervalle de confiance*; Clopper and Pearson,
# 1934). Two models whose intervals overlap widely have not been told apart. And everything is *chosen* on folds of
# writers whom the model never saw (*validation croisée par scripteur*); the test set (*jeu de test*) is opened
# **once** for each finished model, and each opening is an entry in a ledger. The first notebook showed why.

# %% [markdown]
# ## Set-up
#
# As in the first notebook: on your own machine `pip install ".[lab,notebooks]"` in the repository's folder; in Google
# Colab a copy of the repository, uploaded or cloned, in `/content/digits-classification`.

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
import tempfile

import numpy as np
from tools.exploration import answers, claims, drawing, mistakes, place, regression
from tools.exploration.asking import ask, source
from tools.exploration.showing import say, show, stored, table

from digits import mnist
from digits.activations import ActivationSession
from digits.lab import figures
from digits.lab.perceptron import figures as planes
from digits.lab.perceptron import gates, gradient, rule, softmax, words
from digits.lab.training.runs import factory
from digits.model_card import shipped_models

RESULTS = place.results()
training, folds = mnist.load("train"), mnist.folds()
images, labels = training.images, training.labels

# %% [markdown]
# # Part 1. One neuron
#
# ## The perceptron learns AND and OR
#
# **Question.** What can a single neuron (*neurone formel*) learn, and how?
#
# A neuron multiplies each input by a weight (*poids*), adds a bias (*biais*), and answers 1 where the sum is above 0.
# Rosenblatt's rule (1958) looks at one example after the other, and after a wrong answer adds to each weight
#
# $$ \Delta w_i = \eta \, (\text{target} - \text{output}) \, x_i $$
#
# **Experiment.** The neuron learns the logical AND, from starting weights that are wrong. Every update is a panel: the
# square is the input that was answered wrongly, the dashed line the border before, the solid one the border after.

# %%
learned = {gate: rule.learn(gate) for gate in ("and", "or", "xor")}
show(planes.updates_figure, learned["and"], alt="the border of a perceptron after each update while it learns AND")

# %%
say(words.outcome(learned["and"]), words.outcome(learned["or"]))

# %% [markdown]
# **What it shows.** Each update turns or shifts the border towards the example that was wrong, and sometimes spoils
# another, which is mended later. For classes that a line can part the rule is sure to end (Novikoff, 1962), but it
# ends anywhere: the first border without an error will do, however close it passes.
#
# ## It never learns XOR
#
# **Question.** Is there anything that it cannot learn?

# %%
show(planes.errors_figure, list(learned.values()), alt="wrong answers of four in each epoch, for AND, OR and XOR")

# %%
say(words.outcome(learned["xor"]), words.NO_LINE)

# %% [markdown]
# **What follows.** "One of the two, but not both" is no exotic function. A closed loop at the top or one at the bottom
# makes a 9 or a 6, both make an 8: whoever reads digits has to tell such things apart. One line is not enough. Two
# lines are, and a third neuron that reads the two:

# %%
seeds = place.amount(8, 1)
networks = gradient.learn_xor(seeds)
found = [seed for seed, one in enumerate(networks) if gradient.has_learned_xor(one)]
by_hand = gates.Network(gates.NAND, gates.OR, gates.AND, "step")
pair = [
    ("by hand: AND(NAND, OR)", by_hand),
    *((f"learned in Keras, seed {seed}", networks[seed]) for seed in found[:1]),
]
show(planes.networks_figure, pair, alt="XOR solved by two hidden neurons, by hand and learned")

# %%
say(words.learned_networks(seeds, found, gradient.EPOCHS))

# %% [markdown]
# **What it shows.** The hidden neurons (*couche cachée*) *move* the four points: in the plane of their answers
# (right), a line does part the ones from the zeros. That is what hidden layers are for: they make a space in which the
# last layer, which can only draw lines, succeeds. The price: a step has no slope, so the sigmoid takes its place, and
# descending by the slope may get stuck where it started badly.

# %% [markdown]
# # Part 2. Ten neurons: softmax regression
#
# For ten digits we take ten neurons, each with 784 weights, one per pixel. Their ten sums $s_k$ (*logits*) become
# probabilities by **softmax**, and the loss (*perte*) is the **cross-entropy** (*entropie croisée*), the
# surprise at the truth $t$:
#
# $$ p_k = e^{s_k} / \textstyle\sum_j e^{s_j}, \qquad L = -\ln p_t, \qquad \partial L / \partial s_k = p_k - [k = t]. $$
#
# The last formula is Rosenblatt's rule again, with a probability for the answer. The worked example of the course:

# %%
table(
    ["score", "exp(score)", "probability", "cross-entropy, if it is the truth"],
    [
        [f"{one.score:g}", f"{one.exponential:.2f}", f"{one.probability:.4f}", f"{one.cross_entropy:.3f}"]
        for one in softmax.outcomes(softmax.SCORES)
    ],
)

# %% [markdown]
# **Question.** How far do ten weighted sums get? **Experiment.** We train them here, in thirty lines of NumPy
# (`tools.exploration.regression`), on a few thousand images, and let them read new writers after every epoch
# (*époque*, one pass over the images).

# %%
count = place.amount(6000, 500)
generator = np.random.default_rng(5)
known = generator.choice(np.flatnonzero(folds != 0), count, replace=False)
new = generator.choice(np.flatnonzero(folds == 0), count // 2, replace=False)
simple = regression.train(images[known], labels[known], (images[new], labels[new]), epochs=place.amount(25, 4))
show(figures.learning_curves, simple.history, f"Softmax regression on {count:,} images, from first principles")

# %%
last = simple.history[-1]
own, theirs = 100 * (1 - last["accuracy"]), 100 * (1 - last["val_accuracy"])
whole = mistakes.misread(RESULTS, "softmax")
say(
    f"After {len(simple.history)} epochs it misreads {own:.1f} % of the images that it learned from and {theirs:.1f} "
    f"% of those by new writers. `softmax`, trained on all images of four folds, comes to **{100 * whole.rate:.2f} "
    f"%**: {48_000 / count:.0f} times as many images take away {100 * (1 - 100 * whole.rate / theirs):.0f} % of the "
    "errors.",
    "**What it shows.** At first both curves fall together. Then the training error goes on falling and the "
    "validation error hardly: what is still learned belongs to these images and not to digits. With more images the "
    "two curves meet, and they meet high. The model is too *stiff* (*sous-apprentissage*): images alone will not "
    "help, another model must.",
)

# %%
show(
    figures.weights_figure, simple.templates, [str(digit) for digit in range(10)], "What it has learned: ten templates"
)

# %% [markdown]
# **What it shows.** Each neuron is a template: ink on black adds to its sum, ink on white takes away. One sees the
# empty middle that the 0 insists on, and the bar of the 1; the grain around them is what was learned of single images.
# But there is *one* template for all ways to write a digit, and it is bound to the place: a stroke moved by two pixels
# falls on other weights. That is what the first notebook found in the errors.
#
# ## How it is trained matters: the rate
#
# Before larger models, the tool they all share. Gradient descent goes downhill by steps; the learning rate (*taux
# d'apprentissage*) is their length.

# %%
ask("learning_rate")

# %% [markdown]
# **What follows.** The rate is the first thing to set, and a failure to learn is most often a rate. The batch (*lot*)
# and the optimizer come after it:

# %%
ask("batch_size")

# %%
ask("optimizers")

# %% [markdown]
# **What follows.** Adam at 0.001 is a good default, not magic. Comparing optimizers at one and the same rate, as is
# often done, would compare rates.

# %% [markdown]
# # Part 3. Hidden layers: the multilayer perceptron
#
# A multilayer perceptron (MLP, *perceptron multicouche*) puts layers of neurons with a bend (ReLU: negative sums
# become 0) between pixels and softmax. In the project a network is a file, and reads like a table:

# %%
source("mlp_150_150")

# %% [markdown]
# ## How deep, how wide, with which bend?

# %%
ask("mlp_depth")

# %%
ask("mlp_width")

# %%
ask("mlp_activation")

# %% [markdown]
# **What follows.** The step from no hidden layer to one is the large one, as XOR promised. After that width pays, more
# and more slowly; depth alone does not, for dense layers; the bend is nearly a matter of taste, as long as there is
# one. But for a deep network of *sigmoids* it is not:

# %%
ask("normalization")

# %% [markdown]
# **What follows.** A sigmoid's slope is a quarter at best; through five layers little of the gradient is left
# (*disparition du gradient*). Normalizing what goes from layer to layer brings it back. ReLU avoids most of the
# trouble, which is why it is everywhere.

# %% [markdown]
# ## Overfitting, seen
#
# **Question.** A network with more than a hundred weights for each image: what does it learn? **Experiment.** We train
# it here, by the same function as `digits train`, and let it read new writers after each epoch.

# %%
SETTINGS = {
    "as it is": {},
    "dropout 0.5": {"dropout": "0.5"},
    "augmentation": {"augmentation.rotation": "10", "augmentation.shift": "2", "augmentation.scale": "0.1"},
}
few, epochs = place.amount(1000, 300), place.amount(40, 2)
histories = {}
for name in list(SETTINGS)[: place.amount(3, 1)]:
    with tempfile.TemporaryDirectory() as folder:
        settings = {"epochs": str(epochs), "keep": "last"} | SETTINGS[name]
        run = factory.create(Path(folder), "mlp_150_150", settings, validation=0, images=few)
        run.train()
        histories[name] = run.history()
best = 1 + int(np.argmin([epoch["val_loss"] for epoch in histories["as it is"]]))
show(
    figures.learning_curves,
    histories["as it is"],
    f"A perceptron of two hidden layers learns {few:,} images by heart",
    best=best,
)

# %%
end = histories["as it is"][-1]
say(
    f"At the end it misreads {100 * (1 - end['accuracy']):.1f} % of its own images and "
    f"{100 * (1 - end['val_accuracy']):.1f} % of those by new writers. Its validation loss was lowest after epoch "
    f"{best}, and has risen since.",
    "**What it shows.** This is overfitting (*surapprentissage*): the training loss goes to zero, the network knows "
    "its images by heart, and the gap (grey) grows. Note that the validation *error* does not rise; it stands "
    "still. What rises is the *loss*: the network becomes surer and surer, also where it is wrong.",
)

# %% [markdown]
# ## Overfitting, mended
#
# Three kinds of medicine: take neurons away by chance while it learns (*dropout*), punish
# large weights (L2), or show every image each time a little turned, moved and resized (augmentation). The same
# training with two of them:

# %%
show(
    figures.lines_figure,
    f"The same network on the same {few:,} images",
    "epoch",
    "cross-entropy on new writers, nats",
    {
        name: ([epoch["epoch"] for epoch in history], [epoch["val_loss"] for epoch in history])
        for name, history in histories.items()
    },
)

# %%
table(
    [
        "training",
        "error on its own images, as they were shown, %",
        "error on new writers, %",
        "cross-entropy on new writers",
    ],
    [
        [
            name,
            f"{100 * (1 - one[-1]['accuracy']):.1f}",
            f"{100 * (1 - one[-1]['val_accuracy']):.1f}",
            f"{one[-1]['val_loss']:.2f}",
        ]
        for name, one in histories.items()
    ],
)

# %% [markdown]
# **What it shows.** Augmentation mends it: its curve goes on falling, and its error is far lower. It is also the one
# that errs most on the images that it is shown, since it never sees one twice. Dropout puts the harm off and ends with
# about as many errors as nothing at all. To vary the images brings something new; to hinder the network brings nothing
# that the images do not have.
#
# Here is the same question with all training images and a larger perceptron:

# %%
ask("mlp_regularizers")

# %%
ask("early_stopping")

# %%
ask("training_size")

# %% [markdown]
# **What follows.** What helps most is more data, and the cheapest data are one's own, varied in the ways that writers
# vary: the first notebook gave these ways names (slant, width, position). Regularizers treat the symptom. And early
# stopping (*arrêt anticipé*) saves time; it must look at the right curve.

# %% [markdown]
# # Part 4. Convolutions
#
# **Question.** A dense network has to learn the same stroke anew for every place. What if it looked for the same
# stroke everywhere?
#
# A convolution (*convolution*) is a small template (*filtre*, *noyau*), say 5 × 5, that is moved over the image and
# gives a map (*carte de caractéristiques*) of how well it fits at each place. Pooling (*sous-échantillonnage*) makes
# the map smaller and forgets the exact place. LeCun built digits readers of it in 1989; LeNet-5 (1998) read a good
# part of the cheques in the United States. A LeNet in miniature:

# %%
source("lenet_8_16")

# %% [markdown]
# What it makes of a training image, layer by layer (the network that comes with the package, `digits models`):

# %%
KINDS = ("convolution", "pooling", "dense")
network = ActivationSession("lenet_8_16")
image = images[int(np.flatnonzero(labels == 3)[0])]
places = [number for number, layer in enumerate(network.layers) if layer.operation.kind in KINDS][:-1]
values = [one[0] for one in network.activations(image[None], places)]
stages = [
    figures.Stage(network.layers[number].operation.kind, np.moveaxis(one, 0, -1) if one.ndim == 3 else one)
    for number, one in zip(places, values, strict=True)
]
(probabilities,) = network.activations(image[None], [len(network.layers) - 1])
show(figures.maps_figure, image, probabilities[0], stages, "A 3 goes through lenet_8_16")

# %% [markdown]
# **What it shows.** The first maps are the image seen through eight filters: edges that rise to the right, lower edges
# of strokes, and so on. The second ones answer to parts of digits: an end of a stroke at the left, a bow. After the
# second pooling a map has 4 × 4 places, and *where exactly* is forgotten. The dense layers decide from that.

# %% [markdown]
# ## What convolutions are worth

# %%
ask("sensitivity")

# %%
ask("cnn_kernel")

# %%
ask("cnn_pooling")

# %%
ask("cnn_depth")

# %%
ask("cnn_filters")

# %%
ask("cnn_regularizers")

# %% [markdown]
# **What follows.** Filters of 3 × 3 or 5 × 5, more than one layer of them, and as little pooling as one can pay for.
# Width and depth go on helping as long as the training is long enough and the images vary enough: the networks at the
# top of the table below have dozens of epochs of augmented images behind them, not three or six.

# %% [markdown]
# # Part 5. All of them, side by side
#
# Every network and every baseline of the project (`digits compare`), as published by its authors where there is a
# publication. "New writers" are those of two folds; the test set was read once by each.

# %%
rows = mistakes.rows_of(RESULTS)


def with_interval(counts: list[int] | None) -> str:
    """An error in percent with its interval."""
    return "{:.2f} [{:.2f}, {:.2f}]".format(*mistakes.interval(*counts)) if counts else ""


table(
    ["model", "error on new writers, %", "error on the test set, %", "published, %", "weights", "multiplications"],
    [
        [
            f"`{row['name']}`",
            with_interval(row["validation"]),
            with_interval(row["test"]),
            f"{row['published_error']:.2f}" if row["published_error"] else "",
            row["parameters"] or "",
            row["multiplies"] or "",
        ]
        for row in rows
    ],
)

# %%
stored("comparison/size.png", "error on the test set against multiplications per image, for all networks")

# %%
best_row, first_row = min(rows, key=lambda row: row["test"][0]), max(rows, key=lambda row: row["test"][0])
agree = [row for row in rows if row["published_error"] and not row["differs"]]
differ = [f"`{row['name']}`" for row in rows if row["published_error"] and row["differs"]]
say(
    f"**What it shows.** From `{first_row['name']}` to `{best_row['name']}` the errors fall from "
    f"{first_row['test'][0]} to {best_row['test'][0]} in 10,000. Three things buy that, in this order: hidden "
    "layers, convolutions, and then variety of training images and length of training, for the best with a teacher. "
    "Work alone does not: among "
    "networks of equal work the convolutional ones are far ahead. Of the figures that others published, "
    f"{len(agree)} lie within what chance explains"
    + (f"; {', '.join(differ)} does not, and the results say why." if differ else ".")
)

# %% [markdown]
# # Part 6. Which mistakes: confusion matrices in words
#
# An error rate says how often, a confusion matrix (*matrice de confusion*) says *what*. In row $i$ and column $j$
# stands how many images of an $i$ were read as a $j$. The report per class condenses it: **recall** (*rappel*) is the
# share of the written ones that were found; **precision** (*précision*) is the share of the answers that were true; F1
# is their harmonic mean. All of it is taken from the entries of the ledger.

# %%
shipped = claims.shipped_claim(RESULTS, "default", shipped_models()["default"]["sha256"])
simple_claim = claims.claim_of(RESULTS, "softmax")
show(figures.confusion_heat_map, simple_claim.confusion, f"softmax, MNIST test\n{simple_claim.sentence}")

# %%
say(claims.report_in_words(simple_claim))

# %%
show(figures.confusion_heat_map, shipped.confusion, f"default, the network that ships, MNIST test\n{shipped.sentence}")

# %%
say(claims.report_in_words(shipped))

# %%
table(
    ["digit", "precision", "recall", "F1", "images"],
    [
        [str(digit), f"{one.precision:.4f}", f"{one.recall:.4f}", f"{one.f1:.4f}", one.support]
        for digit, one in enumerate(shipped.report)
    ],
)

# %%
show(figures.report_figure, shipped.report, f"default, MNIST test: what is missing to 100 %\n{shipped.sentence}")

# %%
pairs = claims.confusions(shipped, 3)
was = [
    f"{claims.a(written)} as {read}: {simple_claim.confusion[written, read]}, now {now}" for written, read, now in pairs
]
say(
    "**What it shows.** The softmax regression errs all over the matrix: whatever covers the same pixels is "
    "confused. A good convolutional network errs in few cells, and with few images in each, so the differences "
    "between its bars are mostly chance. Its most frequent confusions, with the regression's count first: "
    f"{'; '.join(was)}. These are pairs of shapes that one stroke tells apart; in a doubtful image that stroke is "
    "half there."
)

# %% [markdown]
# ## Does it know when it does not know?
#
# A probability of 99 % should be wrong once in a hundred. After training it rarely is so: plain networks are too sure
# of themselves, and networks that learned from softened labels and varied images are too modest. One number, the
# temperature (*température*) that divides the logits, is fitted on writers that the network never saw, and mends most
# of it.

# %%
stored(
    "reliability-default.png",
    "errors made against errors expected from the largest probability, for the shipped network",
)

# %% [markdown]
# **What it shows.** On the diagonal, the network is wrong as often as it says. The bars are 95 % intervals; they are
# wide, because even thousands of images have few errors in each bin. This is what makes an honest "unsure" possible in
# the application.

# %% [markdown]
# # Part 7. The record
#
# **Question.** How far down can an honest figure go? **What there is to beat:** published records, and how they were
# obtained.
#
# | work | error | how |
# |---|---|---|
# | RMDL, 2018 | 0.18 % | the test set was the validation set of "save the best" |
# | An, Lee, Park, Yang and So, 2020 | 0.09 % | best epochs, then all triples of networks, searched on the test set |
# | Matuzas, 20 networks | 0.170 % (mean of 15 ensembles; single 0.2525 %) | 20 epochs, nothing picked |
# | Deotte, 15 networks | 0.255 % (single 0.359 %) | 30 epochs, nothing picked |
#
# Who picks the best of many on the test set measures his luck as well as his network: the first two are no estimates
# of anything. The others are, and they agree on one thing: the mean of many networks (*ensemble*) makes about 0.7
# times the errors of one.
#
# **The experiment** is a plan: which networks, which seeds, how many epochs, what is
# averaged. Some members leave out the writers of a fold, and so read training images whose writers they never saw; this
# gives the calibration, and a forecast. Then the test set is opened, once.

# %%
from digits.lab.ensemble.plan import read_plan

plan = read_plan()


def built(member):
    """How a member's network is built: what differs from one of the same name."""
    return ", ".join(f"{key} = {value}" for key, value in member.spec.plan()["architecture"].items())


def left_out(member):
    """The fold of writers that a member never sees."""
    return "none" if member.fold is None else str(member.fold)


table(
    ["member", "network", "built with", "left out: fold", "epochs"],
    [[f"`{one.name}`", f"`{one.spec.name}`", built(one), left_out(one), one.epochs] for one in plan.members],
)

# %%
say("**The state of things.** " + answers.state_of_the_record(RESULTS))

# %% [markdown]
# # Part 8. The answer
#
# **What is the lowest error, with which model, and how sure are we?**

# %%
say(answers.best_answer(RESULTS), answers.standing(RESULTS, shipped))

# %%
every = claims.claims(RESULTS)
top = every[:10]
show(
    figures.dots_figure,
    "The ten entries of the ledger with the fewest errors",
    "error on the test set, %",
    [(one.folder, *one.percent) for one in top],
)

# %%
pairs = [(one, claims.compared(top[0], one)) for one in top[1:6]]
table(
    [f"`{top[0].folder}` against", "only it misreads", "only the other misreads", "both", "p (McNemar)"],
    [[f"`{one.folder}`", pair.first_only, pair.second_only, pair.both, f"{pair.p_value:.2g}"] for one, pair in pairs],
)

# %% [markdown]
# **How to read this.** The intervals treat each model alone. But all have read the *same* images, and most of them are
# easy; what tells two models apart are the images that only one of them misreads. McNemar's test asks whether these
# divide as heads and tails would. A *p* of 0.05 and more means: chance could have done it.
#
# **How sure.** The interval speaks of writers *like these*, with labels *like these*. It says nothing of other people,
# pens or countries. And it holds because each entry opened the test set once, for a model that was finished: nothing
# was chosen there.

# %% [markdown]
# # Part 9. What remains wrong, and why
#
# ## On MNIST
#
# **Question.** Are the last errors those of the models, or of the images? **Experiment.** The ledger knows which test
# images each model misread. If errors were bad luck of a model, different models would stumble over different images.

# %%
strong = [one for one in every if one.errors <= 2 * min(every, key=lambda other: other.errors).errors]
strong = strong if len(strong) > 2 else every[:3]
votes = claims.misread_by(strong)
times = {number: sum(count == number for count in votes.values()) for number in range(1, len(strong) + 1)}
show(
    drawing.counted,
    f"How many of the {len(strong)} best entries misread the same test image",
    times,
    ("entries that misread it", "test images"),
)

# %%
from digits.lab.ensemble.disputed_labels import SEEN_BY

core = sorted(index for index, count in votes.items() if count == len(strong))
disputed = [index for index in core if index in SEEN_BY]
expected = 10_000 * np.prod([one.errors / one.images for one in strong])
say(
    f"The entries: {', '.join(f'`{one.folder}`' for one in strong)}. **{len(core)} images are misread by all of "
    f"them**; if their errors fell independently, {expected:.3f} images would be. {len(disputed)} of these "
    f"{len(core)} are among the {len(SEEN_BY)} whose labels people dispute ({', '.join(map(str, disputed))}). "
    f"{times[1]} images are misread by one entry alone.",
    "Some of what `default`, `tiny` and `record` share is inherited: the last taught the first two.",
    "**What it shows.** There is a hard core that has little to do with any one model: images whose label is "
    "wrong, or which show too little of a digit. Around it lie images that one model misreads and another does not; "
    "this is what an ensemble can still win.",
)

# %%
best = every[0]
stored(f"{best.folder}/wrong.png", f"all test images that {best.folder} misread, with label, answer and probability")

# %% [markdown]
# **What we see** (the sheet was written when the entry was made, and is looked at after everything was chosen): broken
# and missing strokes, loops that are open or filled with ink, a 4 and a 9 or a 1 and a 7 that nobody could tell apart
# with certainty, and some labels that few people would sign. Some a person would read with ease: there the model is at
# fault. The sheet may explain; it selects and trains nothing.

# %% [markdown]
# ## Beyond MNIST
#
# Two or three errors fewer in 10,000 change nothing for anybody. Other people, pens and cameras do. The whole
# recognizer, with its normalization and with the right to refuse, on digits that are not MNIST's (`digits
# handwriting`):

# %%
found = answers.beyond(RESULTS)
show(
    figures.dots_figure,
    "The shipped recognizer on other handwriting",
    "read wrongly or refused, %",
    [(name, rate, low, high) for name, _, rate, low, high in found],
)

# %%
table(
    ["data", "errors", "error, %", "95 % interval"],
    [[name, errors, f"{rate:.2f}", f"[{low:.2f}, {high:.2f}]"] for name, errors, rate, low, high in found],
)

# %% [markdown]
# **What it shows.** From one collection to the next the error changes by more than from one network to the next on
# MNIST. Semeion's scans were stretched to squares, Pendigits come from other people on a tablet, the photographs are
# composed by a program under more and less friendly light. This is why the network that ships was trained with drawn
# national shapes, thicker and thinner pens and wear, although this cost an earlier network errors on
# MNIST itself (`docs/design.md`): the record is one aim, and to be of use is another.

# %% [markdown]
# # Conclusion

# %%
tests = {row["name"]: with_interval(row["test"]) for row in rows}
say(
    answers.best_answer(RESULTS),
    f"The network that ships as `{shipped.model}` makes **{shipped.sentence}**.",
    f"Beside them: ten weighted sums {tests['softmax']} %, a multilayer perceptron {tests['mlp_800']} %, a small "
    f"convolutional network {tests['lenet_8_16']} %.",
)

# %% [markdown]
# - **Each step answered a weakness of the one before.** One neuron draws one line; hidden layers move the points until
#   a line is enough; convolutions look everywhere for the same stroke; varied images stand for the writers that we do
#   not have; an ensemble averages what is bad luck of one network.
# - **How it is measured matters as much as what is measured**: new writers to choose on, a test set that is opened
#   once, intervals, and pairs of models on the same images. Several published records fail here, not in their
#   networks.
# - **Regularizers, optimizers and bends are details** when they are set reasonably; the rate, the data and the
#   architecture are not.
# - **What remains** are images that people dispute as well. On this test set there is hardly anything left to win, and
#   with other people's handwriting nearly everything.
#
# To go on: `digits compare` prints the table, `digits train NAME` trains any network of it, and a file of your own in
# `src/digits/lab/networks` is a new one.
