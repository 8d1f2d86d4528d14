"""Tables, sentences and documents made of answers: as values, and as files that other programs open."""
