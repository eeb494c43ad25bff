"""The widgets: each shows what it is told, and repaints only when that has changed."""
