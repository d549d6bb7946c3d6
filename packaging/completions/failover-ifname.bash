# SPDX-License-Identifier: MIT
# shellcheck shell=bash

_failover_ifname() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
    local options links="" words=""

    COMPREPLY=()
    case $previous in
        --root) mapfile -t COMPREPLY < <(compgen -d -- "$current" && compgen -f -X '!*.tar' -- "$current") && return ;;
        --color) mapfile -t COMPREPLY < <(compgen -W "auto always never" -- "$current") && return ;;
        --for) return ;;
    esac
    case $command in
        name) options="--root --help" links=yes ;;
        rename) options="--unless-disabled --json --help" links=yes ;;
        show) options="--root --verbose --check --json --color --help" links=yes ;;
        explain) options="--root --json --color --help" links=yes ;;
        monitor) options="--for --json --help" links=yes ;;
        doctor) options="--root --json --color --help" ;;
        capture) options="--root --redact --help" ;;
        help) options="" words="name rename show explain monitor doctor capture" ;;
        *) options="--version --help" words="name rename show explain monitor doctor capture help" ;;
    esac
    if [[ $COMP_CWORD -gt 1 && $command == capture && $current != -* ]]; then
        mapfile -t COMPREPLY < <(compgen -d -- "$current")
        return
    fi
    [[ $links != yes ]] || words=$(cd /sys/class/net && echo *)
    [[ $current != -* ]] || words=$options
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -F _failover_ifname failover-ifname
