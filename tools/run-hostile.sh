#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# run-hostile.sh BUILD MINUTES SEED: hostile programs (tests/system/onslaught/) on the kernel of a build folder for so
# many minutes. The same seed gives the same calls. From the environment: QEMU_CPU_MODEL. Exit status 0: all went well.
set -u

build=$1
minutes=$2
seed=$3
# More calls than any run makes: the machine stops when something is typed. Then it ends its pair of worlds.
calls=1000000000000
grace_seconds=120

scratch=$(mktemp -d)
qemu=
finish() {
    [ -z "$qemu" ] || kill "$qemu" 2> /dev/null
    rm -rf "$scratch"
}
trap finish EXIT

isa=$(basename "$build")
isa=${isa%-*}
read -r -a machine <<< "$(sed -n 's/^arguments //p' "tests/system/isa/$isa/machines")"
if [ "$isa" = x86_64 ]; then
    machine+=(-fw_cfg "name=opt/holdfast/onslaught,string=$seed $calls")
else
    machine+=(-append "onslaught=$seed,$calls")
fi

mkfifo "$scratch/typed"
KERNEL_OPTIONS=quiet tools/run-machine.sh "$build" "$build/user/onslaught.elf" "${machine[@]}" \
    < "$scratch/typed" > "$scratch/serial" &
qemu=$!
exec 3> "$scratch/typed"

for ((second = 0; second < minutes * 60 + grace_seconds; second++)); do
    kill -0 "$qemu" 2> /dev/null || break
    [ $second -lt $((minutes * 60)) ] || echo >&3
    sleep 1
done
kill "$qemu" 2> /dev/null
wait "$qemu" 2> /dev/null
qemu=
tr -d '\r\000' < "$scratch/serial"
if ! grep -aq '^[0-9]* passed, 0 failed' "$scratch/serial"; then
    echo "not ok hostile: seed $seed; again with: make hostile MINUTES=$minutes SEED=$seed"
    exit 1
fi
