#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# try-fresh.sh [COMMAND...]: for maintainers, as root. Runs README's first steps on a Debian 12 that has never seen
# Holdfast: debootstrap makes a minimal system with git and make in a scratch folder, the last commit is cloned into
# it, and COMMAND (default: make test, then make run with no input) runs there in a chroot.
# FRESH_FOLDER keeps the system for another try; FRESH_MIRROR is the Debian mirror (default: this machine's).
set -eu

[ "$(id -u)" -eq 0 ] || { echo "try-fresh.sh: needs root for debootstrap and chroot" >&2; exit 1; }
command -v debootstrap > /dev/null || { echo "try-fresh.sh: please install: debootstrap" >&2; exit 1; }

source=$(git rev-parse --show-toplevel)
folder=${FRESH_FOLDER:-$(mktemp -d)}
mirror=${FRESH_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' | head -n 1)}
[ -n "$mirror" ] || { echo "try-fresh.sh: no Debian mirror known; please set FRESH_MIRROR" >&2; exit 1; }
root=$folder/debian
mkdir -p "$folder"

finish() {
    umount "$root/proc" "$root/dev" 2> /dev/null || true
    [ -n "${FRESH_FOLDER:-}" ] || rm -rf --one-file-system "$folder"
}
trap finish EXIT

if [ ! -x "$root/usr/bin/make" ]; then
    debootstrap --variant=minbase --include=git,make,ca-certificates bookworm "$root" "$mirror" > "$folder/log"
fi
mount --bind /dev "$root/dev"
mount -t proc proc "$root/proc"
cp /etc/resolv.conf "$root/etc/resolv.conf" 2> /dev/null || true
rm -rf "$root/root/holdfast"
git clone -q "$source" "$root/root/holdfast"

inside() {
    chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb LANG=C.UTF-8 \
        ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
        bash -c 'cd /root/holdfast && "$@"' inside "$@"
}

if [ $# -gt 0 ]; then
    inside "$@"
else
    inside make test
    inside make run < /dev/null
fi
