"""The widgets: each shows a view model, and is redrawn only when that has changed."""
