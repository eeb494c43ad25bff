"""The screens: each asks or shows one thing, and tells the app by a message or its result."""
