"""What the commands report about routines and past sessions: as data for programs, as text, or as a page."""
