"""Training a pack's adapters and measuring every way of answering."""
