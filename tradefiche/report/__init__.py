"""The pages of this publication: grid, blocks, sections. Knows fiche, edition, brand, charts.

What is drawn here may raise ``FontError``: a text uses a character that the fonts cannot show. The
hooks of Platypus (``wrap``, ``split``, ``draw``) do not repeat it; what calls them does.
"""
