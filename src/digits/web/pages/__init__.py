"""The pages for people."""

from digits.web.pages import activations, compare, installable, learn, practise, recognize

BLUEPRINTS = (
    recognize.blueprint,
    activations.blueprint,
    compare.blueprint,
    practise.blueprint,
    learn.blueprint,
    installable.blueprint,
)
