"""The figures: one module a chart, with a pure ``layout`` (geometry and text as data) and a
thin ``draw`` (a lean matplotlib figure). Knows the ``Fiche`` and the palette, not the page."""
