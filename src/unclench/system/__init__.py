"""The computer underneath: its clocks, signals, keyboard, streams and files. Nothing here knows about routines."""
