"""Steps from one shape of the tables to the next: named, small, reversible, never inserting data."""
