"""What to do next, as data: a question, a model of it, an answer, and a checker that shares nothing with the model."""
