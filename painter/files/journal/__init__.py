"""The journal: every edit of an open document is on disk before the artist thinks of saving.

One SQLite database an open document, so that a damaged one never harms another. `writer` follows a document
from a thread of its own, `recovery` finds and reads what a program that died left behind, `keeping` ties
journals to open sessions.
"""
