"""How good registration forms are: rules as files, their plain reference, places by day, four scores, re-check."""
