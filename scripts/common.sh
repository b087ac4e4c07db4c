# shellcheck shell=bash
# Shared by scripts/run, scripts/test and scripts/services: find Python, add what is missing. Sourced, not run.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
ROOT=$PWD
export ROOT PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUNBUFFERED=1

# True where apt may add packages: root on Debian or one of its children.
may_install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && grep -qsE '^ID(_LIKE)?=.*(debian|ubuntu)' /etc/os-release
}

# Add Debian packages, or print the one command to type. $1 = how the line starts; the rest = packages.
install_packages() {
  local purpose=$1
  shift
  if ! may_install; then
    echo "$purpose sudo apt-get install -y --no-install-recommends $*" >&2
    return 1
  fi
  echo "$purpose apt-get install $*" >&2
  local log
  log=$(mktemp)
  if { DEBIAN_FRONTEND=noninteractive apt-get update -q &&
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
    rm -f "$log"
    return 0
  fi
  tail -n 15 "$log" >&2
  rm -f "$log"
  return 1
}

# Print the first Python that is new enough.
find_python() {
  local name
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return 0
    fi
  done
  echo "python3 >= 3.11?" >&2
  return 1
}

# Make .venv and install the pinned requirements with their hashes; skip what is unchanged. $1 = requirements file.
prepare_venv() {
  local file=$1 python stamp digest
  python=$(find_python) || return 1
  if ! [ -x .venv/bin/python ] || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
      install_packages "+" python3-venv || return 1
    "$python" -m venv --clear .venv || return 1
  fi
  stamp=.venv/.installed-$file
  digest=$(.venv/bin/python -c 'import hashlib, sys; print(sys.version.split()[0], hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$file")
  [ "$(cat "$stamp" 2>/dev/null)" = "$digest" ] && return 0
  echo "+ pip install --require-hashes --requirement $file" >&2
  .venv/bin/python -m pip install --quiet --require-hashes --requirement "$file" || return 1
  echo "$digest" >"$stamp"
}

# Print the Debian packages of the shared libraries that cannot be loaded; nothing when all are there.
missing_libraries() {
  "$(find_python)" - <<'PYTHON'
from ctypes.util import find_library

wanted = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
    "fontconfig": "libfontconfig1",
    "magic": "libmagic1",
}
print(*(package for library, package in wanted.items() if not find_library(library)))
PYTHON
}

# Print a free TCP port of the loopback address.
free_port() {
  "$(find_python)" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
