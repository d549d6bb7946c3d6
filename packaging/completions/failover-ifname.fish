# SPDX-License-Identifier: MIT
set -l commands name rename show explain monitor doctor capture help

complete -c failover-ifname -f
complete -c failover-ifname -n "not __fish_seen_subcommand_from $commands" -l version -d 'Print the version'
complete -c failover-ifname -n 'not __fish_seen_subcommand_from help' -s h -l help -d 'Print help'
complete -c failover-ifname -n "not __fish_seen_subcommand_from $commands" -a name -d 'Print the name that a slave should have'
complete -c failover-ifname -n "not __fish_seen_subcommand_from $commands" -a rename -d 'Give slaves their names'
complete -c failover-ifname -n "not __fish_seen_subcommand_from $commands" -a show -d 'Show every group, and what rename would do'
complete -c failover-ifname -n "not __fish_seen_subcommand_from $commands" -a explain -d 'Show why a link gets its name, or none'
complete -c failover-ifname -n "not __fish_seen_subcommand_from $commands" -a monitor -d 'Follow what happens to links'
complete -c failover-ifname -n "not __fish_seen_subcommand_from $commands" -a doctor -d 'Check rule, initramfs, managers and names'
complete -c failover-ifname -n "not __fish_seen_subcommand_from $commands" -a capture -d 'Copy what names depend on, for a bug report'
complete -c failover-ifname -n "not __fish_seen_subcommand_from $commands" -a help -d 'Print help for a command'

complete -c failover-ifname -n '__fish_seen_subcommand_from name rename show explain monitor' -a '(__fish_print_interfaces)'
complete -c failover-ifname -n '__fish_seen_subcommand_from help' -a 'name rename show explain monitor doctor capture'
complete -c failover-ifname -n '__fish_seen_subcommand_from capture' -a '(__fish_complete_directories)'

complete -c failover-ifname -n '__fish_seen_subcommand_from name show explain doctor capture' -l root -rF \
    -d 'Read a captured machine: a folder or a tar'
complete -c failover-ifname -n '__fish_seen_subcommand_from rename show explain monitor doctor' -l json -d 'Print JSON'
complete -c failover-ifname -n '__fish_seen_subcommand_from show explain doctor' -l color -xa 'auto always never' -d 'Colour the output'
complete -c failover-ifname -n '__fish_seen_subcommand_from show' -s v -l verbose -d 'Print all that is known of each link'
complete -c failover-ifname -n '__fish_seen_subcommand_from show' -l check -d 'Print only slaves without their wanted names'
complete -c failover-ifname -n '__fish_seen_subcommand_from rename' -l unless-disabled -d 'Do nothing if the program is disabled'
complete -c failover-ifname -n '__fish_seen_subcommand_from monitor' -l for -x -d 'End after so many seconds'
complete -c failover-ifname -n '__fish_seen_subcommand_from capture' -l redact -d 'Hide hardware and IP addresses'
