"""Filters with a preview on the canvas."""
