"""The JSON API."""

from digits.web.api import activations, corrections, health, kserve, laboratory, practise, predict, race
from digits.web.api.openapi import views as openapi

BLUEPRINTS = (
    predict.blueprint,
    activations.blueprint,
    race.blueprint,
    laboratory.blueprint,
    practise.blueprint,
    corrections.blueprint,
    kserve.blueprint,
    health.blueprint,
    openapi.blueprint,
)
