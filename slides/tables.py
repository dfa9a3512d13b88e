"""The tables of the slides."""

from collections.abc import Sequence

import jinja2
from markupsafe import Markup
from tools.documents import review
from tools.documents.language import Language
from tools.documents.ledger import claim, claims, read
from tools.documents.names import described

from slides.words import bounds, errors, rate

OURS = ("record", "default")
"""What is proposed for use."""
SINCE = 2018
"""The first year of the table of the lowest published errors."""


def results(language: Language) -> Markup:
    """The errors on the test set of the models that stand for a step, fewest first."""
    head = language.choose(
        "model|errors in 10,000|error|95% interval|published",
        "modèle|erreurs sur 10\u202f000|erreur|intervalle à 95\u00a0%|publié",
    ).split("|")
    published = {row["name"]: row["published_error"] for row in read("comparison/table.json")}
    names = sorted(filter(claim, _STEPS), key=lambda name: float(claims()[name]["errors"]))
    rows = [
        (
            described(name, language),
            errors(language, name),
            rate(language, name),
            bounds(language, name),
            "–" if published.get(name) is None else language.percent(published[name] / 100),
        )
        for name in names
    ]
    return table(head, rows, [name in OURS for name in names], numbers=(1, 2, 3, 4), mark="is-ours")


_STEPS = (*OURS, "tiny", "knn_deformation", "cnn_32_64_64", "lenet5", "svm", "mlp_800", "random_forest", "softmax")


def table(
    head: list[str], rows: Sequence[tuple[str, ...]], marked: list[bool], numbers: tuple[int, ...], mark: str
) -> Markup:
    """A table, with its columns of numbers to the right and some rows marked by a class."""
    template = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(_TABLE)
    return Markup(template.render(head=head, rows=zip(rows, marked, strict=True), numbers=numbers, mark=mark))  # noqa: S704


_TABLE = """
<table>
<thead><tr>
{% for cell in head %}
<th scope="col"{% if loop.index0 in numbers %} class="right"{% endif %}>{{ cell }}</th>
{% endfor %}
</tr></thead>
<tbody>
{% for row, is_marked in rows %}
<tr{% if is_marked %} class="{{ mark }}"{% endif %}>
<th scope="row">{{ row[0] }}</th>
{% for cell in row[1:] %}
<td{% if loop.index in numbers %} class="right"{% endif %}>{{ cell }}</td>
{% endfor %}
</tr>
{% endfor %}
</tbody>
</table>
"""


def strongest(language: Language) -> Markup:
    """The lowest published errors since ensembles are common; marked where the test set chose what they are of."""
    head = language.choose("work|method|error|how it was obtained", "travail|méthode|erreur|protocole").split("|")
    methods = [method for method in review.strongest() if method.year >= SINCE]
    rows = [
        tuple(
            cell.replace("*", "")
            for cell in (
                f"{method.authors}, {method.year}",
                language.choose(*method.name),
                review.percent(method, language),
                language.choose(*method.how),
            )
        )
        for method in methods
    ]
    return table(head, rows, [method.selected for method in methods], numbers=(2,), mark="is-chosen")
