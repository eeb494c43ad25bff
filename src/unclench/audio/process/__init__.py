"""The sound process: it has the device to itself, so that nothing the program does can delay a cue."""
