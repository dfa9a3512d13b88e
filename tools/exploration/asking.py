"""The experiments of the laboratory as a notebook shows them: question, how it was asked, figure, what it showed."""

import inspect

from IPython.display import Image, Markdown, display

from digits.lab import networks
from digits.lab.evaluation import experiments
from tools.exploration.showing import say, stored


def ask(name: str) -> None:
    """Show an experiment and its answer, as `digits compare` left it in the results.

    Args:
        name: one of `digits.lab.evaluation.experiments.names()`.
    """
    question, how = experiments.question(name), experiments.explanation(name)
    pictures = getattr(experiments.experiment(name), "PICTURES", (name,))
    shown: list[Markdown | Image] = [
        say(f"**Question.** {question}", f"**Experiment** (`digits compare {name}`). {how}")
    ]
    shown += [stored(f"experiments/{picture}.png", question) for picture in pictures]
    shown.append(say(f"**What it shows.** {experiments.experiment(name).FINDING}"))
    display(*shown)


def source(name: str) -> Markdown:
    """The function that builds a network, as it stands in its file."""
    return say(f"```python\n{inspect.getsource(networks.network(name).build).strip()}\n```")
