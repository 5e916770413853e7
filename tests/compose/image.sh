#!/usr/bin/env bash
# Tests the image alone by the lines of README.md and docs/operations.md, with other names and another port.
#
# It passes if, on a read-only root file system,
#   - a value of 64,000 bytes is stored, replaced and deleted, and 2,000 names are imported twice with on_conflict=replace: five times 200;
#   - the lines for backup and restore bring all secrets into a new volume;
#   - docker run --env-file reads the value that was exported for it;
#   - the commands of the program work in the container, as root too, and the service still starts afterwards;
#   - it also runs as any user with group 0, as OpenShift runs images.
# The last line is then `image passed`, and the exit code 0. Needs a Docker engine, curl and Python 3.
set -euo pipefail
[ -n "${IMAGE_BOUNDED:-}" ] || IMAGE_BOUNDED=1 exec timeout --kill-after=60 1200 "$0" "$@"

repository=$(cd "$(dirname "$0")/../.." && pwd)
name=secrets-image-$(head -c 4 /dev/urandom | od -An -tx4 | tr -d ' ')
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url=http://127.0.0.1:$port
work=$(mktemp -d "${TMPDIR:-/tmp}/secrets-image.XXXXXX")
step() { printf '%3ds  %s\n' "$SECONDS" "$1"; }
fail() { echo "image failed: $1" >&2; exit 1; }
clean() {
  status=$?
  [ $status = 0 ] || docker logs --tail 40 "$name" 2>&1 || true
  docker rm --force --volumes "$name" >/dev/null 2>&1 || true
  docker volume rm --force "$name" "$name-other" "$name-restored" >/dev/null 2>&1 || true
  docker rmi --no-prune "$name" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' INT TERM

renamed() { # the lines of standard input with the names, the port and the folders of this run
  sed -E -e "s/-t secrets/-t $name/" -e "s/--name secrets/--name $name/" -e "s/-v secrets(-restored)?:/-v $name\1:/" \
    -e "s/8080:8080 secrets/$port:8080 $name/" -e "s/(logs --follow|stop -t 35|exec|--entrypoint sh|:\/data) secrets/\1 $name/" \
    -e "s#(/backups|/safe|/checkpoints)/#$work\1/#g"
}
printed() { # LINE-BEGINNING: of the README
  local line
  line=$(grep -m 1 "^$1" "$repository/README.md") || fail "README.md has no line '$1'"
  renamed <<<"$line"
}
follow() { # HEADING TEXT: runs the block of docs/operations.md
  local lines
  lines=$("$repository/tests/printed" "$repository/docs/operations.md" "$1" "$2" | renamed) || exit 1
  bash -euo pipefail -c "$lines" >"$work/log" 2>&1 || { tail -40 "$work/log"; fail "$lines"; }
}
run_printed() { (cd "$repository" && bash -c "$(printed "$1")") >"$work/log" 2>&1 || { tail -40 "$work/log"; fail "$(printed "$1")"; }; }
await_ready() {
  for _ in $(seq 120); do ! curl --silent --fail --output /dev/null --max-time 1 "$url/ready" || return 0; sleep 0.5; done
  fail "it does not become ready"
}
request() { # METHOD PATH TYPE FILE
  local status
  status=$(curl --silent --show-error --max-time 60 --output "$work/answer" --write-out '%{http_code}' -X "$1" -H "X-Session-API-Key: $key" -H "Content-Type: $3" --data-binary "@$4" "$url$2")
  [ "$status" = 200 ] || fail "$1 $2 answers $status: $(head -c 300 "$work/answer")"
}
use() { # WHAT: does the five things
  key=$(grep -m 1 -oE 'csk_[A-Za-z0-9]{49}' < <(timeout 60 bash -c "$(printed 'docker logs')" 2>&1)) || fail "the log has no first API key"
  request POST /api/secrets application/json "$work/first"
  request PUT /api/secrets/LARGE/value application/json "$work/second"
  request DELETE /api/secrets/LARGE application/json /dev/null
  for _ in 1 2; do
    request POST "/api/import?on_conflict=replace" text/plain "$work/env"
    sed -i 's/=/=x/' "$work/env"
  done
  step "$1: stored, replaced, deleted, and imported twice"
}

python3 - "$work" <<'PYTHON'
import json, random, string, sys
text = lambda: "".join(random.choices(string.ascii_letters, k=64_000))
open(f"{sys.argv[1]}/first", "w").write(json.dumps({"name": "LARGE", "value": text()}))
open(f"{sys.argv[1]}/second", "w").write(json.dumps({"value": text()}))
open(f"{sys.argv[1]}/env", "w").writelines(f"NAME_{i}={text()[:100]}\n" for i in range(2000))
PYTHON

run_printed 'docker build'
step "built the image"
run_printed 'docker run'
await_ready
use "as README.md starts it"

mkdir "$work"/{backups,safe,checkpoints}
docker exec "$name" secrets export >"$work/exported"
follow Backup 'docker exec secrets secrets backup -'
follow Restore 'secrets restore -'
docker run --rm -v "$name-restored:/data" "$name" export | cmp - "$work/exported" || fail "the restored secrets differ"
docker start "$name" >/dev/null
await_ready
step "backed up, and restored $(wc -l <"$work/exported") secrets into a new volume"

printf %s " \"odd\" 'value' # \\ \$HOME \`id\` = é " >"$work/odd"
docker exec -i "$name" secrets set ODD <"$work/odd" 2>"$work/log" || { cat "$work/log"; fail "set ends with $?"; }
docker exec "$name" secrets export --format docker >"$work/docker.env"
docker run --rm --env-file "$work/docker.env" --entrypoint printenv "$name" ODD | head -c -1 | cmp - "$work/odd" ||
  fail "docker run reads another value than was exported"
step "read an exported file by docker run --env-file"

docker exec "$name" secrets doctor >"$work/log" 2>&1 || { cat "$work/log"; fail "doctor ends with $?"; }
docker exec --user 0 "$name" secrets keyring add >"$work/log" 2>&1 || { cat "$work/log"; fail "keyring add as root ends with $?"; }
docker exec --user 0 "$name" secrets audit checkpoint --out /data/checkpoint.json >"$work/log" 2>&1 || { cat "$work/log"; fail "audit checkpoint as root ends with $?"; }
docker stop -t 35 "$name" >/dev/null
[ "$(docker inspect --format '{{.State.ExitCode}}' "$name")" = 0 ] || fail "it does not end at SIGTERM"
docker start "$name" >/dev/null
await_ready
[ "$(docker exec "$name" stat -c '%u %a' /data/keyring.json)" = "1654 600" ] ||
  fail "the key ring is now of $(docker exec "$name" stat -c '%U %a' /data/keyring.json)"
step "started again after commands as root"

docker rm --force "$name" >/dev/null
docker run -d --name "$name" --user 1000680000:0 --cap-drop ALL --read-only -v "$name-other:/data" -p "127.0.0.1:$port:8080" "$name" >/dev/null
await_ready
sed -i 's/=x*/=/' "$work/env"
use "as user 1000680000 of group 0"
docker exec "$name" secrets doctor >"$work/log" 2>&1 || { cat "$work/log"; fail "doctor ends with $?"; }

echo "image passed"
