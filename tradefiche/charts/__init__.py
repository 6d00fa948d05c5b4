"""What figures share: shapes, labels and their placement, tints, kinds of charts, maps.

A chart is a pure ``layout`` (geometry and text as data) with a ``picture``; ``drawing`` alone knows
matplotlib. Knows the ``Fiche`` and the palette, not the page.
"""
