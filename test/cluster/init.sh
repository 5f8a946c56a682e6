#!/bin/sh
# PID 1 of a test node's namespaces (mount, network, uts, pid). It makes the machine look like a fresh one, says so by
# the file $READY, and waits. When it is killed, the kernel ends every process of the node, pods included, and its
# mounts and links go with the namespaces.
set -eu
: "${NODE:?}" "${WORK:?}" "${READY:?}"

mount --make-rprivate /
mount -t proc proc /proc
# A pure view of cgroup v1: in hybrid mode container runtimes refuse a v2 tree that holds a controller.
if [ -d /sys/fs/cgroup/unified ]; then umount /sys/fs/cgroup/unified; fi
hostname "$NODE"

# Whatever a node writes outside of its work folder lands in memory, never on the machine.
for folder in /run /var/log /var/lib; do mount -t tmpfs -o mode=755 tmpfs "$folder"; done
mkdir -p /run/containerd /run/netns /run/lock /run/runc /var/log/pods /var/log/containers /var/lib/kubelet
mount --bind "$WORK/kubelet" /var/lib/kubelet

# The kubelet sets these for the whole machine: show it files that hold what it wants to see.
pretend() {
  file=/run/sysctl.$(echo "$1" | tr / .)
  echo "$2" >"$file"
  mount --bind "$file" "/proc/sys/$1"
}
pretend vm/overcommit_memory 1
pretend vm/panic_on_oom 0
pretend kernel/panic 10
pretend kernel/panic_on_oops 1
pretend kernel/keys/root_maxkeys 1000000
pretend kernel/keys/root_maxbytes 25000000

ip link set lo up
# Of this network namespace alone; the machine itself forwards nothing.
echo 1 >/proc/sys/net/ipv4/ip_forward
: >"$READY"
trap 'exit 0' TERM
while :; do
  sleep 3600 &
  wait $!
done
