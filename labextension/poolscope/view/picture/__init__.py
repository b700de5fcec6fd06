"""A view as a PNG, for readers without the extension: pixel for pixel TypeScript's."""

from .drawing import Picture, draw, draw_panels

__all__ = ["Picture", "draw", "draw_panels"]
