"""How good registration forms are: rules, reference engine, linkage model, four scores."""
