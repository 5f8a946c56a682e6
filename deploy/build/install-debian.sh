#!/bin/sh
# Installs one Debian package into an image, leaves nothing of the installing behind, and lists what the image holds as
# CycloneDX 1.5. The same packages give the same bytes: no logs, no caches, no times.
set -eu
export DEBIAN_FRONTEND=noninteractive
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
apt-get -qq update
apt-get -qq install -y --no-install-recommends "$1" >/dev/null
rm -rf /usr/sbin/policy-rc.d /var/lib/apt/lists/* /var/cache/* /var/log/* /var/lib/dpkg/*-old /usr/share/doc \
  /usr/share/man /usr/share/info /usr/share/locale /tmp/* /var/tmp/*

mkdir -p /usr/share/sbom
{
  printf '{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"metadata":{"component":'
  printf '{"type":"container","name":"stoa-%s"}},"components":[' "$1"
  dpkg-query -W -f '{"type":"library","name":"${Package}","version":"${Version}","purl":"pkg:deb/debian/${Package}@${Version}?arch=${Architecture}"}\n' |
    sort | paste -sd ,
  printf ']}\n'
} >"/usr/share/sbom/$1.cdx.json"
