"""The screens: each asks or shows one thing, and reports to the app by a message or its result."""
