"""The publication as pages of the web: static files, from what was built and listed.

Knows the manifest, the JSON of fiches, an edition and a brand; neither the customs' files nor PDF.
"""
