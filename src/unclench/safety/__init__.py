"""What keeps a person safe: pure rules over plain values. Times, paths and clocks come from the caller."""
