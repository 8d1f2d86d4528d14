"""Paper into checked lines: readers that report every mistake at once."""
