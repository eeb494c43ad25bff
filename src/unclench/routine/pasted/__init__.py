"""The text of a printed sheet, pasted: from text to a proposal of steps, and from that to a routine file. Pure.

`sheet.read_sheet` is the way in. `page_lines` undoes what a PDF did to the text and finds its tables, `tokens`
reads numbers and amounts, `phrases` the ways of saying a dose, and `doses` whole sentences. `outline` finds the
exercises and sorts the lines to them, `prescription` puts together what is said of one, and `proposal` makes a step of
that. `sheet` writes it as a file.

Nothing is guessed: what the rules don't understand is no dose. It stays as a note beside its step, and is listed.
"""
