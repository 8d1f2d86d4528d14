"""The same person twice: candidates, comparisons, a model of weights that add up, and persons; plain data and numpy."""
