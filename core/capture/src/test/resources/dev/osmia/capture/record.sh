#!/bin/sh
# Records the fixtures of CaptureReaderTest: two pings and their replies on the loopback of a network namespace of its own.
# Needs root, iproute2, iputils-ping and tcpdump 4.99.
set -eu
cd "$(dirname "$0")"
ip netns add osmia-fixture
trap 'ip netns delete osmia-fixture' EXIT
ip -n osmia-fixture link set lo up

record() {
    file=$1
    shift
    ip netns exec osmia-fixture tcpdump -U -Z root -w "$file" -c 4 "$@" icmp 2>/dev/null &
    dump=$!
    until [ -s "$file" ]; do :; done
    ip netns exec osmia-fixture ping -c 2 -i 0.01 -s 56 127.0.0.1 >/dev/null
    wait "$dump"
    tcpdump -nn -tt --nano -r "$file" >"${file%.pcap}.txt" 2>/dev/null
}

rm -f ./*.pcap ./*.txt
record micros.pcap -i lo --time-stamp-precision=micro
record nanos.pcap -i lo --time-stamp-precision=nano
record any.pcap -i any --time-stamp-precision=nano
record snapped.pcap -i lo -s 40 --time-stamp-precision=nano
