"""Finding the examples that help most with a question, and the heads fitted beside their index."""
