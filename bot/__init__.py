"""Polymath's answering core, its models and its terminal."""
