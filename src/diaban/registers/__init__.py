"""What we hold to be true: staffing and premises, as frozen facts with their period, origin and source."""
