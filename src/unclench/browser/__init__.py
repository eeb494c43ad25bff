"""The screens in a browser, for `unclench serve`: an address with a secret, and programs that outlast their pages."""
