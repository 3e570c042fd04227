"""Krita's own files, written: the way to Krita that keeps most. painter cannot read them back.

`lowering` says a document in Krita's terms, `writing` puts that into an archive.
"""
