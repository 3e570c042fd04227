"""The editors of adjustment layers."""
