#!/bin/sh
# Installs the system packages whose programs are missing: arguments are package:program.
# Only as root on Debian or Ubuntu, announced, and refusable with STOA_SYSTEM_PACKAGES=off. What cannot be had is
# said; `stoa up` then goes on with the embedded default, so this script never fails for a missing package.
set -eu

missing=
for pair in "$@"; do
  package=${pair%%:*}
  program=${pair##*:}
  PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin" command -v "$program" >/dev/null 2>&1 || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "${STOA_SYSTEM_PACKAGES:-on}" = off ]; then
  echo "not installed (STOA_SYSTEM_PACKAGES=off):$missing"
  exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "missing system packages:$missing"
  echo "  to add them: sudo apt-get install --no-install-recommends$missing"
  exit 0
fi

echo "installing system packages:$missing (refuse with STOA_SYSTEM_PACKAGES=off)"
# Debian starts a server as soon as it is installed, on the very ports that Stoa's own processes want. policy-rc.d is
# Debian's way to say no; one that exists is the administrator's and stays.
policy=/usr/sbin/policy-rc.d
made_policy=
cleanup() { [ -z "$made_policy" ] || rm -f "$policy"; }
trap cleanup EXIT
trap 'exit 130' INT TERM
if [ ! -e "$policy" ]; then
  made_policy=yes
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi

log=$(mktemp)
apt() { DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 "$@" >>"$log" 2>&1; }
# shellcheck disable=SC2086 # the list is meant to be split
if apt install -y --no-install-recommends $missing || { apt update && apt install -y --no-install-recommends $missing; }; then
  # Nor shall they start at the next boot; they were not here before.
  if [ -d /run/systemd/system ]; then
    for unit in coturn janus redis-server containerd; do
      case " $missing " in *" $unit "*) systemctl disable --quiet "$unit" 2>/dev/null || true ;; esac
    done
  fi
else
  echo "could not install:$missing; the last lines of apt-get:"
  tail -n 5 "$log" | sed 's/^/  /'
fi
rm -f "$log"
