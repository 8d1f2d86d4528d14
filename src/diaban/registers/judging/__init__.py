"""Whether what is stated can be true: a row by itself, and beside what we hold. One concept a file."""
