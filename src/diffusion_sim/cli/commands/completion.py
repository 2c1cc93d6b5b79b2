"""Set up the TAB key: commands, options, keys and presets are completed.

The script that is printed asks ``diffusion-sim __complete WORDS`` for what may follow.
"""

from __future__ import annotations

import argparse

from diffusion_sim.cli.parser import Parser
from diffusion_sim.errors import unknown

HELP = """\
examples
  bash   add to ~/.bashrc:    eval "$(diffusion-sim completion bash)"
  zsh    add to ~/.zshrc:     eval "$(diffusion-sim completion zsh)"
  fish   add to config.fish:  diffusion-sim completion fish | source

then
  diffusion-sim compare pract<TAB>         practice=
  diffusion-sim compare practice=<TAB>     the presets
  diffusion-sim compare behaviour.<TAB>    every number of the theory"""

SCRIPTS = {
    "bash": """\
_diffusion_sim() {
    local line="${COMP_LINE:0:$COMP_POINT}" word="" known
    [[ "$line" == *" " ]] || word="${line##* }"
    known="$(diffusion-sim __complete $line 2>/dev/null $([[ -z "$word" ]] && printf '%s' '--next'))"
    local IFS=$'\\n'
    COMPREPLY=($(compgen -W "$known" -- "$word"))
    # bash splits words at "=": what stands before it must not be offered again
    if [[ "$word" == *=* && "$COMP_WORDBREAKS" == *=* ]]; then
        COMPREPLY=("${COMPREPLY[@]#${word%%=*}=}")
    fi
    [[ ${#COMPREPLY[@]} -eq 1 && "${COMPREPLY[0]}" == *[=.] ]] && compopt -o nospace
}
complete -o default -F _diffusion_sim diffusion-sim
""",
    "zsh": """\
_diffusion_sim() {
    local -a known line
    line=(${words[1,CURRENT]})
    [[ -z ${words[CURRENT]} ]] && line+=(--next)
    known=("${(@f)$(diffusion-sim __complete $line 2>/dev/null)}")
    compadd -S '' -- $known
    _files
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
compdef _diffusion_sim diffusion-sim
""",
    "fish": """\
function __diffusion_sim_words
    set -l word (commandline -ct)
    if test -z "$word"
        diffusion-sim __complete (commandline -opc) --next 2>/dev/null
    else
        diffusion-sim __complete (commandline -opc) $word 2>/dev/null
    end
end
complete -c diffusion-sim -a '(__diffusion_sim_words)'
""",
}


def add_arguments(parser: Parser) -> None:
    """Declare the argument."""
    parser.add_argument("shell", metavar="bash|zsh|fish", help="the shell you use")


def execute(args: argparse.Namespace) -> int:
    """Print the script of a shell."""
    if args.shell not in SCRIPTS:
        raise unknown("Shell", args.shell, SCRIPTS)
    print(SCRIPTS[args.shell], end="")
    return 0
