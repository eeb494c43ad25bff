"""tbd"""

from tests.mutants.table import Mutant

MUTANTS: tuple[Mutant, ...] = ()
