"""The checks before publication: what is found, why it matters, who has explained it."""
