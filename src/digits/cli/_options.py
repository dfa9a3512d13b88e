"""Options shared by several commands."""

from collections.abc import Sequence
from pathlib import Path

import click


def known_model(name: str, option: str = "NAME") -> str:
    """Return the name if there is such a model, shipped or file; else raise wrong usage."""
    from digits.model_card import find_model
    from digits.onnx_session import ModelError

    try:
        find_model(name)
    except ModelError as error:
        raise click.BadParameter(str(error), param_hint=option) from error
    return name


def check_model(
    context: click.Context,  # noqa: ARG001 - Click's
    parameter: click.Parameter,  # noqa: ARG001
    model: str | None,
) -> str | None:
    """Return the value of an option --model if it is left out or there is such a model; else raise wrong usage."""
    return None if model is None else known_model(model, "--model")


model_option = click.option(
    "--model",
    default="default",
    show_default=True,
    metavar="NAME",
    callback=check_model,
    help="A shipped model (see `digits models`), or the path of an .onnx file with its card beside it.",
)


def known_name(name: str) -> str:
    """Return the name if there is such a network or baseline, or it is a path ending in .py; else raise wrong usage."""
    from digits.lab.training.runs import factory

    if not name.endswith(".py") and name not in factory.names():
        available = ", ".join(factory.names())
        raise click.BadParameter(f"there is no network or baseline {name!r}; there are: {available}", param_hint="NAME")
    return name


def pairs(settings: Sequence[str], option: str = "--set") -> dict[str, str]:
    """Parse settings of the form SETTING=VALUE."""
    parts = [setting.partition("=") for setting in settings]
    for setting, (_, equals, _) in zip(settings, parts, strict=True):
        if not equals:
            raise click.BadParameter(f"{setting!r} must have the form SETTING=VALUE", param_hint=option)
    return {setting: value for setting, _, value in parts}


runs_option = click.option(
    "--runs",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("runs"),
    show_default=True,
    help="Folder of the runs.",
)

results_option = click.option(
    "--results",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("results"),
    show_default=True,
    help="Folder of the results.",
)

collections_option = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="DIGITS_DATA",
    help="Folder with omniglot/, semeion/ and pendigits/; by default $DIGITS_DATA.",
)


def collections(data: Path | None) -> Path:
    """Return the folder of `collections_option`; raise wrong usage if a collection is missing."""
    remedy = "give --data, or set DIGITS_DATA, to a folder with omniglot/, semeion/ and pendigits/"
    if data is None:
        raise click.UsageError(remedy)
    missing = [name for name in ("omniglot", "semeion", "pendigits") if not (data / name).is_dir()]
    if missing:
        raise click.UsageError(f"{data} has no {', '.join(missing)}: {remedy}")
    return data


jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="Number of parallel processes, each with one thread; 1 on a GPU.",
)
