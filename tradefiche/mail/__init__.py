"""Mailing the finished files of an edition: each lead their own, once.

Reads what was built (the manifest, the PDFs, the JSON beside them) and never builds anything.
"""
