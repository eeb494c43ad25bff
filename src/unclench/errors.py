"""Every error whose message is meant for a person, under one base.

    UnclenchError
    ├── UserError            cli.common: something to put right; also a click.ClickException, exit status 2
    ├── NoHome               config.paths: the folders that UNCLENCH_HOME names cannot exist
    ├── SettingsError        config.settings: every mistake in a settings file
    ├── LoadError            routine.problems: every mistake in a routine or exercise file
    ├── ValueProblem         routine.values: a time, count or breath pattern that can't be read; also a ValueError
    │   └── NoStep               routine.loads: between two weights there are no such steps, or too many
    ├── RoutineNotFound      routine.library: no routine has this name; also a LookupError
    ├── PlanNotFound         routine.library: no plan has this name; also a LookupError
    ├── NotASheet            routine.pasted.proposal: a pasted text of which nothing can be proposed
    ├── InvalidChange        routine.draft: a change that would make a routine invalid
    ├── NoStepYet            routine.draft_file: a routine without a step can't be saved
    ├── ByHand               routine.problems: something that only a text editor can change
    ├── ChangedMeanwhile     system.files: another program has changed a file
    ├── NotationError        figure.loader: a pose that can't be read; also a ValueError
    ├── Unplayable           session.choices: a routine that is not played as it is
    │   ├── RoutineTooLong       more phases, hours, breaths or tags than one session may have
    │   └── UnsafeCombination    a limit of `unclench.safety` forbids it
    ├── Refused              session.questions: a key that would not be safe now, or has no meaning here
    ├── NotBegun             care.asks: after the questions, nothing begins
    ├── PlayerFailed         ports: a sound backend stopped working
    │   └── NotHere              it can't work on this machine; trying again is no use
    ├── EngineFailed         voice.engine: a voice can't speak
    │   ├── EngineNotHere        it isn't installed here, or isn't set up
    │   └── NotRecorded          a sentence of it is not among the recordings
    ├── BadSound             audio.soundfile: a sound of the person's own can't be used
    ├── BadWav               media.pcm: one of the program's own sounds can't be used
    ├── Undecodable          media.decoder: ends a sentence about a sound or picture file
    │   └── NoLibrary            the library that decodes it is missing
    ├── Unreadable           system.files: ends a sentence about a file that can't be read
    ├── NoTimer              system.user_timers: nothing here can show a notification at a time of day
    ├── NoEditor             system.text_editor: no editor of the person's own can be opened
    ├── NoPicture            tui.images: a routine's own picture can't be shown
    ├── NotTaken             exchange.archive: a file, folder or zip from elsewhere, with all that is wrong in it
    ├── Unavailable          journal.errors: the journal can't be opened or written now
    ├── Damaged              journal.errors: the journal's file is not whole
    ├── InvalidExport        journal.transfer: a file to import is no journal
    ├── InvalidRecord        journal.records: something that the journal can't hold; also a ValueError
    └── JournalUnreadable    reports.history: the history can't be shown

A new error that a person may read belongs under this base, and into this tree: a unit test compares the two.
What only the program sees (control flow, a system's own OSError) does not.
"""


class UnclenchError(Exception):
    """Something went wrong that a person can understand; the message is a sentence for them, or the end of one."""
