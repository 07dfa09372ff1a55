"""What can be asked: constructs, scales, the question library, own questions."""
