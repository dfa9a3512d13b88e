"""Printed and ruled lines on a page: rules, squares, underlines."""

from collections.abc import Sequence

import numpy as np

from digits.lab.data.synthesis.page_canvas import Box, Canvas, Line, turned


def draw_rules(canvas: Canvas, height: float) -> None:
    """Ruled lines across the page."""
    generator = canvas.generator
    spacing = height * generator.uniform(0.9, 2.2)
    angle = float(generator.normal(0, 0.02))
    pen = Line.random(generator, height * 0.6)
    for y in np.arange(generator.uniform(-spacing, spacing), canvas.height + spacing, spacing):
        canvas.line(turned((-60, y), (canvas.width + 60, y), angle, (0, y)), pen)
    if generator.random() < 0.2:
        x = generator.uniform(0, canvas.width)
        canvas.line(turned((x, -30), (x, canvas.height + 30), angle, (x, 0)), pen)


def draw_squares(canvas: Canvas, height: float) -> None:
    """Squared paper or an empty table."""
    generator = canvas.generator
    spacing = height * generator.uniform(0.35, 1.6, 2)
    if generator.random() < 0.7:
        spacing[1] = spacing[0]
    spacing = np.maximum(spacing, 6)
    angle = float(generator.normal(0, 0.02))
    pen = Line.random(generator, height * 0.4)
    for y in np.arange(generator.uniform(-spacing[0], 0), canvas.height + spacing[0], spacing[0]):
        canvas.line(turned((-60, y), (canvas.width + 60, y), angle, (0, y)), pen)
    for x in np.arange(generator.uniform(-spacing[1], 0), canvas.width + spacing[1], spacing[1]):
        canvas.line(turned((x, -60), (x, canvas.height + 60), angle, (x, 0)), pen)


def draw_underline(canvas: Canvas, boxes: Sequence[Box], height: float, angle: float) -> None:
    """One or two lines below a number, by ruler or hand, perhaps through the feet of its digits."""
    generator = canvas.generator
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    base = max(box[3] for box in boxes)
    pen = Line.random(generator, height)
    turn = angle + float(generator.normal(0, 0.02))
    at = base + height * generator.uniform(-0.08, 0.3)
    for _ in range(1 if generator.random() < 0.8 else 2):
        reach = generator.uniform(-0.1, 0.6, 2) * height
        y = at + np.sin(angle) * 0
        canvas.line(((left - reach[0], y), (right + reach[1], y + np.tan(turn) * (right - left))), pen)
        at += height * generator.uniform(0.1, 0.25)
