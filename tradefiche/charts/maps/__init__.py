"""The maps: of a département, of a Territoire d'industrie, of all départements by class."""
