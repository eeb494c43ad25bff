"""What is told of routines and of days gone by: plain data for programs, and the same as text or a page."""
