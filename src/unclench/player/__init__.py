"""A session that is being played: keys and time in; sound, a view to draw and records out."""
