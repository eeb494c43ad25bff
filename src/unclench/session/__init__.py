"""What will happen in time, and where we are: a routine compiled to a timeline, and the session that plays it. Pure."""
