"""The pages of this publication: grid, blocks, sections. Knows fiche, edition, brand, charts."""
