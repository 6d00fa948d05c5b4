"""From rows to sums, ranks and shares, for all territories at once; polars ends here."""
