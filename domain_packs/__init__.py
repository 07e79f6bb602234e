"""What a pack is: its models, strict reader, prompt, author's check and store."""
