"""What each screen shows, as plain data: texts, figures and colours, computed without a screen."""
