"""``digits perceptron``: a neuron from first principles."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from digits.lab.perceptron.gates import Gate, Network, Weights
    from digits.lab.perceptron.rule import Learning

_MOST_ROWS = 100


@click.group()
def perceptron() -> None:
    """Show a neuron learn AND and OR and fail on XOR, and a small network learn XOR.

    \b
    Examples:
      digits perceptron and
      digits perceptron xor --no-keras
    """


def _lesson_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the three gates; the weights' and the rate's defaults are the report's."""
    options = (
        click.option(
            "--weights",
            type=(float, float, float),
            default=(0.8, -1.0, -1.0),
            show_default=True,
            metavar="B W1 W2",
            help="The initial bias and weights.",
        ),
        click.option("--rate", type=float, default=0.2, show_default=True, help="The learning rate."),
        click.option(
            "--epochs",
            type=click.IntRange(1, 100_000),
            default=50,
            show_default=True,
            help="Maximum passes over the four inputs for Rosenblatt's rule.",
        ),
        click.option(
            "--into",
            type=click.Path(file_okay=False, path_type=Path),
            default=Path("perceptron"),
            show_default=True,
            help="The folder for the figures.",
        ),
        click.option("--keras/--no-keras", "with_keras", default=True, help="Also train with Keras."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@perceptron.command("and")
@_lesson_options
def and_(**options: Any) -> None:
    """Learn AND with Rosenblatt's rule, then with Keras.

    Prints a table of every update, and draws the line after each.

    \b
    Example:
      digits perceptron and --weights 0.8 -1 -1 --rate 0.2
    """
    _lesson("and", **options)


@perceptron.command("or")
@_lesson_options
def or_(**options: Any) -> None:
    """Learn OR with Rosenblatt's rule, then with Keras.

    Prints a table of every update, and draws the line after each.

    \b
    Example:
      digits perceptron or --into figures
    """
    _lesson("or", **options)


@perceptron.command()
@_lesson_options
@click.option(
    "--seeds", type=click.IntRange(1, 1000), default=20, show_default=True, help="Random starts of the 2-2-1 network."
)
def xor(seeds: int, **options: Any) -> None:
    """Fail at XOR with one neuron, then solve it with a small network.

    One neuron cannot learn it; three with weights set by hand compute it; a 2-2-1 network in Keras learns it.

    \b
    Example:
      digits perceptron xor --seeds 50
    """
    _lesson("xor", **options)
    _more_neurons(options["into"], seeds if options["with_keras"] else 0)


@perceptron.command(context_settings={"ignore_unknown_options": True})
@click.argument("scores", nargs=-1, type=float)
@click.option("--truth", type=click.IntRange(0), default=3, show_default=True, help="The right class, from 0.")
def softmax(scores: tuple[float, ...], truth: int) -> None:
    """Compute softmax and cross-entropy of SCORES, by default those of the course.

    \b
    Examples:
      digits perceptron softmax
      digits perceptron softmax 2 -1 0.5 --truth 0
    """
    from digits.lab.perceptron import explanations
    from digits.lab.perceptron import softmax as worked

    outcomes = worked.outcomes(scores or worked.SCORES)
    if truth >= len(outcomes):
        raise click.BadParameter(
            f"the class must be 0 to {len(outcomes) - 1}, one for each score", param_hint="--truth"
        )
    table = _table("class", "score s", "exp(s)", "probability", "cross-entropy if it is the truth")
    for number, one in enumerate(outcomes):
        cells = (f"{one.score:g}", f"{one.exponential:.4g}", f"{one.probability:.4f}", f"{one.cross_entropy:.4f}")
        table.add_row(str(number), *cells)
    _show(table)
    total = sum(one.exponential for one in outcomes)
    _say(f"Each probability is exp(s) divided by the sum of all, {total:.4g}.")
    _say(explanations.surprise(outcomes, truth))
    if not scores:
        _say(explanations.course_figures())


def _lesson(
    gate: "Gate", weights: tuple[float, float, float], rate: float, epochs: int, into: Path, with_keras: bool
) -> None:
    """Rosenblatt's rule on one gate and, optionally, gradient descent: table, explanations and figures."""
    from digits.lab.perceptron import explanations, figures
    from digits.lab.perceptron.gates import Weights
    from digits.lab.perceptron.rule import PerceptronError, learn

    try:
        learning = learn(gate, Weights(*weights), rate, epochs)
    except PerceptronError as error:
        raise click.UsageError(str(error)) from error
    into.mkdir(parents=True, exist_ok=True)
    _say(explanations.RULE)
    _print_updates(learning)
    _say(explanations.outcome(learning))
    figures.updates_figure(learning, into / f"{gate}-updates.png")
    _say_where(into / f"{gate}-updates.png")
    if gate == "xor":
        others: tuple[Gate, Gate] = ("and", "or")
        learnings = [*(learn(one, Weights(*weights), rate, epochs) for one in others), learning]
        figures.errors_figure(learnings, into / "xor-errors.png")
        _say_where(into / "xor-errors.png")
    if with_keras:
        _descend(learning, into)


def _descend(learning: "Learning", into: Path) -> None:
    from digits.lab.perceptron import explanations, figures
    from digits.lab.perceptron.gradient import descend

    _say(explanations.NO_SLOPE)
    descent = descend(learning.gate, learning.start, learning.rate)
    _say(explanations.descended(descent))
    path = into / f"{learning.gate}-keras.png"
    figures.descent_figure(learning, descent, path)
    _say_where(path)


def _more_neurons(into: Path, seeds: int) -> None:
    """XOR by hand and, if there are seeds, by networks trained in Keras."""
    from digits.lab.perceptron import explanations, figures
    from digits.lab.perceptron.gates import XOR_BY_HAND

    _say(explanations.NO_LINE)
    _say(explanations.BY_HAND)
    _print_truth_table(XOR_BY_HAND)
    rows = [("by hand: NAND (solid) and OR (dashed)", XOR_BY_HAND)]
    if seeds:
        rows += _train_networks(seeds)
    path = into / "xor-networks.png"
    figures.networks_figure(rows, path)
    _say_where(path)


def _train_networks(seeds: int) -> list[tuple[str, "Network"]]:
    """Train from each seed, print the outcome, and return the first that learned and the first that did not."""
    from digits.lab.perceptron import explanations
    from digits.lab.perceptron.gradient import EPOCHS, has_learned_xor, learn_xor

    networks = learn_xor(seeds)
    learned = [seed for seed, one in enumerate(networks) if has_learned_xor(one)]
    stuck = [seed for seed in range(seeds) if seed not in learned]
    _say(explanations.learned_networks(seeds, learned, EPOCHS))
    if learned:
        _say(explanations.neurons(networks[learned[0]], learned[0]))
    examples = [("learned", seed) for seed in learned[:1]] + [("stuck", seed) for seed in stuck[:1]]
    return [(f"Keras, seed {seed}: {what}", networks[seed]) for what, seed in examples]


def _print_updates(learning: "Learning") -> None:
    """Print every update up to the first repetition."""
    table = _table("#", "epoch", "input", "sum", "output", "target", "b, w1, w2 before", "b, w1, w2 after")
    updates = learning.until_all_is_seen()
    for number, one in enumerate(updates[:_MOST_ROWS], 1):
        answer = (f"{one.weighted_sum:.4g}", str(one.output), str(one.target))
        table.add_row(str(number), str(one.epoch), str(one.inputs), *answer, _numbers(one.before), _numbers(one.after))
    _show(table)
    left_out = len(updates[_MOST_ROWS:])
    if left_out:
        click.echo(f"and {left_out} more updates\n")


def _numbers(weights: "Weights") -> str:
    return "  ".join(f"{weight:.4g}" for weight in weights)


def _print_truth_table(network: "Network") -> None:
    from digits.lab.perceptron.gates import INPUTS

    table = _table("x1", "x2", "NAND", "OR", "XOR")
    for inputs in INPUTS:
        answers = (*network.hidden(*inputs), network.answer(*inputs))
        table.add_row(*map(str, inputs), *(f"{float(answer):g}" for answer in answers))
    _show(table)


def _table(*columns: str) -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _show(table: "Table") -> None:
    _console().print(table)


def _say(paragraph: str) -> None:
    _console().print(f"{paragraph}\n", markup=False)


def _say_where(figure: Path) -> None:
    """Print a figure's path, on one line of any length."""
    click.echo(f"figure: {figure}\n")


def _console() -> "Console":
    """The terminal, limited to 100 columns for readability."""
    from rich.console import Console

    console = Console(highlight=False)
    console.width = min(console.width, 100)
    return console
