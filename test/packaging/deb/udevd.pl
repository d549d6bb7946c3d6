# SPDX-License-Identifier: MIT
# udevd.pl FILE: listens at udevd's control socket, and appends a line to FILE for each connection. Prints a line when it is ready.
use strict;
use warnings;
use Socket;

open my $messages, '>', $ARGV[0] or die $!;
unlink '/run/udev/control';
socket my $server, AF_UNIX, SOCK_SEQPACKET, 0 or die $!;
bind $server, pack_sockaddr_un('/run/udev/control') or die $!;
listen $server, 5 or die $!;
$| = 1;
print "ready\n";
close STDOUT;
while (accept my $client, $server) {
    recv $client, my $message, 4096, 0;
    syswrite $messages, "message\n";
    close $client;
}
