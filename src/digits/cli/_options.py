"""Options that several commands share."""

import click


def _known_model(context: click.Context, parameter: click.Parameter, model: str) -> str:  # noqa: ARG001 - Click's
    from digits.model_file import ModelError, find_model

    try:
        find_model(model)
    except ModelError as error:
        raise click.BadParameter(str(error)) from error
    return model


model_option = click.option(
    "--model",
    default="default",
    show_default=True,
    metavar="NAME",
    callback=_known_model,
    help="A shipped model (see `digits models`), or the path of an .onnx file with its card beside it.",
)
