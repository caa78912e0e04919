#!/bin/sh
# Records web.pcap and scan.pcap: real traffic between two hosts that exist only for this, two network namespaces
# joined by a virtual cable. No packet leaves them. Needs root, iproute2 6.1, ethtool, tcpdump, curl, ping and python3.
#
#   client 10.77.0.1, 10.77.66.1-4, fd77::1           server 10.77.0.2, fd77::2
#          10.78.0.1, 10.79.0.1                             10.78.0.2, 10.79.0.2
#
# web.pcapng holds the packets of web.pcap once more, as CaptureWriter writes them.
#
# What goes to 10.78.0.0/16 and 10.79.0.0/16 carries VLAN tags, which vlan.bpf.o puts on and takes off at both ends.
set -eu
cd "$(dirname "$0")"

www=$(mktemp -d)
background=
finish() {
    kill $background 2>/dev/null || true
    ip netns delete osmia-client 2>/dev/null || true
    ip netns delete osmia-server 2>/dev/null || true
    rm -rf "$www"
}
trap finish EXIT

client() { ip netns exec osmia-client "$@"; }
server() { ip netns exec osmia-server "$@"; }

# One host: its namespace, and the last part of its addresses.
address() {
    ip -n "$1" link set lo up
    ip -n "$1" link set wire address "02:00:00:00:00:0$2"
    # Packets as they would be on a wire: checksums filled in, nothing longer than 1514 bytes.
    ip netns exec "$1" ethtool -K wire tx off rx off tso off gso off gro off >/dev/null
    ip -n "$1" link set wire up
    ip -n "$1" address add "10.77.0.$2/16" dev wire
    ip -n "$1" address add "fd77::$2/64" dev wire nodad
    for net in 78 79; do
        ip -n "$1" address add "10.$net.0.$2/32" dev wire
        ip -n "$1" route add "10.$net.0.0/16" dev wire src "10.$net.0.$2" mtu 1480
    done
    tc -n "$1" qdisc add dev wire clsact
    tc -n "$1" filter add dev wire egress bpf direct-action object-file vlan.bpf.o program tag
    tc -n "$1" filter add dev wire ingress bpf direct-action object-file vlan.bpf.o program untag
}
ip netns add osmia-client
ip netns add osmia-server
ip -n osmia-client link add wire type veth peer name wire netns osmia-server
address osmia-client 1
address osmia-server 2
for last in 1 2 3 4; do
    ip -n osmia-client address add "10.77.66.$last/16" dev wire
done

python3 - "$www" <<'PYTHON'
import pathlib, sys
line = b"the mason bee builds its nest alone, out of what is at hand\n"
for name, size in {"index.html": 300, "page.html": 2900, "style.css": 7300, "picture.bin": 24000}.items():
    (pathlib.Path(sys.argv[1]) / name).write_bytes((line * 400)[:size])
PYTHON

# A web server for both IP versions, and a name server that answers every A and AAAA question alike.
cat >"$www/names.py" <<'PYTHON'
import ipaddress, socket, struct
service = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
service.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
service.bind(("::", 53))
while True:
    query, peer = service.recvfrom(512)
    kind = struct.unpack("!H", query[-4:-2])[0]
    address = ipaddress.ip_address("10.77.0.2" if kind == 1 else "fd77::2").packed
    answer = struct.pack("!HHHLH", 0xC00C, kind, 1, 300, len(address)) + address
    service.sendto(query[:2] + struct.pack("!HHHHH", 0x8180, 1, 1, 0, 0) + query[12:] + answer, peer)
PYTHON
cat >"$www/ask.py" <<'PYTHON'
import socket, struct, sys
server, names = sys.argv[1], sys.argv[2:]
with socket.socket(socket.AF_INET6 if ":" in server else socket.AF_INET, socket.SOCK_DGRAM) as client:
    client.connect((server, 53))
    for number, name in enumerate(names):
        for kind in (1, 28):
            question = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"
            client.send(struct.pack("!HHHHHH", number, 0x0100, 1, 0, 0, 0) + question + struct.pack("!HH", kind, 1))
            client.recv(512)
PYTHON
cat >"$www/knock.py" <<'PYTHON'
import socket, sys
source, target, ports = sys.argv[1], sys.argv[2], map(int, sys.argv[3:])
for port in ports:
    with socket.socket() as client:
        client.bind((source, 0))
        client.connect_ex((target, port))
PYTHON
ip netns exec osmia-server python3 -m http.server --bind :: --directory "$www" 80 >/dev/null 2>&1 &
background="$background $!"
ip netns exec osmia-server python3 "$www/names.py" &
background="$background $!"
until server curl -s -o /dev/null http://127.0.0.1/; do :; done

record() {
    rm -f "$1"
    ip netns exec osmia-server tcpdump -U -Z root -i wire "--time-stamp-precision=$2" -w "$1" 2>/dev/null &
    dump=$!
    background="$background $dump"
    until [ -s "$1" ]; do :; done
}
stop() {
    # One ping more, and its arrival in the file, shows that everything before it has arrived as well.
    client ping -q -c 1 -s 1000 10.77.0.2 >/dev/null
    size=0
    until [ "$size" = "$(stat -c %s "$1")" ] && tcpdump -r "$1" 'icmp[icmptype] == icmp-echoreply and greater 1000' 2>/dev/null | grep -q .; do
        size=$(stat -c %s "$1")
    done
    kill "$dump"
    wait "$dump" || true
}
fetch() { client curl -s "$@" >/dev/null || true; }

record web.pcap micro
client ping -q -c 3 -i 0.05 10.77.0.2 >/dev/null
client ping -q -c 3 -i 0.05 fd77::2 >/dev/null
client python3 "$www/ask.py" 10.77.0.2 www.osmia.test mail.osmia.test files.osmia.test
client python3 "$www/ask.py" fd77::2 www.osmia.test nest.osmia.test
for page in index.html page.html style.css picture.bin; do
    fetch "http://10.77.0.2/$page"
    fetch "http://[fd77::2]/$page"
done
fetch "http://10.77.0.2/page.html" "http://10.77.0.2/style.css" "http://10.77.0.2/none.html"
fetch http://10.77.0.2/picture.bin & first=$!
fetch "http://[fd77::2]/picture.bin" & second=$!
wait "$first" "$second"
fetch http://10.77.0.2:8080/
fetch "http://[fd77::2]:8080/"
fetch http://10.78.0.2/page.html http://10.78.0.2/style.css
client python3 "$www/ask.py" 10.78.0.2 vlan.osmia.test
fetch http://10.79.0.2/page.html
client ping -q -c 2 -i 0.05 10.79.0.2 >/dev/null
client python3 "$www/knock.py" 10.77.66.1 10.77.0.2 21 22 23 25 80
stop web.pcap

record scan.pcap nano
for last in 1 2 3 4; do
    client python3 "$www/knock.py" "10.77.66.$last" 10.77.0.2 $(seq "$((last * 10))" "$((last * 10 + 5))") 80
done
client python3 "$www/knock.py" 10.77.0.1 10.77.0.2 80 443
stop scan.pcap
