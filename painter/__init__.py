"""painter: a painting program in which models paint along, offline, on the artist's own machine."""

__version__ = "0.1.0"
