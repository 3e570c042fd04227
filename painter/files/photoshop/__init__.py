"""Photoshop's PSD and PSB, read and written through psd-tools; import it late, for that takes most of a second.

psd-tools parses; what its values mean to a document, their limits and the merged picture are ours.
"""
