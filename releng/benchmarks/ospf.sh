#!/bin/bash
# The baseline of the benchmark ospf: routers in a chain by ip and shell. Arguments: a folder that has for each router a folder
# with its files, and a script "daemons" that starts its daemons; the number of routers.
# Reads start, stop and quit; see harness.Driven.
folder=$1
count=$2
mount --make-rprivate / && mount -t tmpfs tmpfs /run || exit 1

network() {
	local i
	for ((i = 1; i <= count; i++)); do
		echo "netns add r$i"
	done | ip -batch -
	for ((i = 1; i < count; i++)); do
		local from=eth1
		[ $i = 1 ] && from=eth0
		echo "link add $from netns r$i type veth peer name eth0 netns r$((i + 1))"
	done | ip -batch -
	for ((i = 1; i <= count; i++)); do
		{
			echo "link set lo up"
			cat "$folder/r$i/addresses"
		} | ip -n r$i -batch -
		ip netns exec r$i sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
	done
}

case $1 in
daemons) # of one router, in its network namespace and a mount namespace of its own
	folder=$2
	mount -t tmpfs tmpfs /var/tmp && mount -t tmpfs tmpfs /run && mkdir /run/frr && mount -t tmpfs tmpfs /etc/frr && mount --bind "$folder/group" /etc/group &&
		cp "$folder"/etc/* /etc/frr && . "$folder/daemons"
	exit
	;;
esac

echo "@ ready"
while read -r command; do
	case $command in
	start)
		network || exit 1
		echo "@ network"
		waiting=()
		for ((i = 1; i <= count; i++)); do
			ip netns exec r$i unshare --mount bash "$0" daemons "$folder/r$i" > "$folder/r$i/log" 2>&1 &
			waiting+=($!)
		done
		for pid in "${waiting[@]}"; do
			wait "$pid" || { cat "$folder"/r*/log; exit 1; }
		done
		echo "@ running"
		;;
	stop)
		pids=()
		for ((i = 1; i <= count; i++)); do
			pids+=($(ip netns pids r$i))
		done
		kill "${pids[@]}"
		for pid in "${pids[@]}"; do
			while kill -0 "$pid" 2>/dev/null; do sleep 0.01; done
		done
		for ((i = 1; i <= count; i++)); do
			echo "netns delete r$i"
		done | ip -batch -
		echo "@ stopped"
		;;
	quit)
		exit 0
		;;
	esac
done
