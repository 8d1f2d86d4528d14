"""One page, or one kind of page, per file."""
