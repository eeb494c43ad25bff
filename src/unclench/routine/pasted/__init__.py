"""The text of a printed sheet, pasted: from text to a proposal of steps, and from that to a routine file. Pure.

`lines` undoes what a PDF did to the text, `tokens` and `amounts` read numbers, `doses` the phrases of a sentence,
`names` the exercises of the catalogue, `tables` and `furniture` what else is on a page; `outline` sorts lines to
exercises, `prescription` puts together what is said of one, and `proposal` makes steps of that. `file_text` writes it.

Nothing is guessed: what the rules don't understand is no dose. It stays as a note beside its step, and is listed.
"""
