"""ast-grep: Hone's own rules for several languages, one file each under `rules/`; what rules share is in `shared/`."""

from service.analyzers import Analyzer, Tool
from service.analyzers.ast_grep.call import SILENCERS, STATUSES, argv, suffix
from service.analyzers.ast_grep.compose import own
from service.analyzers.ast_grep.results import read

AST_GREP = Analyzer(
    "ast-grep",
    "Python, JavaScript, TypeScript, Go, Java, HTML templates",
    suffix,
    Tool(argv, read, SILENCERS, ("ast-grep", "--version"), own, STATUSES),
)
