"""The tidy rows on the disk, by year, quarter and flow: kept, checked, and what a year lacks."""
