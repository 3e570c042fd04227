"""The immutable document: geometry, tiles, layers, edits, history. Needs numpy only."""
