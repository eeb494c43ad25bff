"""The computer beneath: its clocks, signals, keyboard, streams and files. Nothing here knows a routine."""
