"""Put before the real package on the path of a program that is to find none."""

raise ImportError("hidden by the acoustic tests")
