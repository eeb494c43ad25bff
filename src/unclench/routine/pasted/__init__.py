"""The text of a printed sheet, pasted: from text to a proposal of steps, and from that to a routine file. Pure.

`sheet.read_sheet` is the way in. `lines` undoes what a PDF did to the text, `tokens` and `amounts` read numbers,
`phrases` the ways of saying a dose, and `doses` whole sentences. `names` finds the exercises of the catalogue, `tables`
and `furniture` what else is on a page; `outline` sorts lines to exercises, `prescription` puts together what is said of
one, and `steps` makes a step of that. `file_text` writes the `Proposal`.

Nothing is guessed: what the rules don't understand is no dose. It stays as a note beside its step, and is listed.
"""
