"""What each screen shows, as plain data: texts, figures and colours worked out where no screen is needed. Pure."""
