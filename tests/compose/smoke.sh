#!/usr/bin/env bash
# Tests docker-compose.yml on a Docker engine, with a project name and ports of its own. Removes everything at the end.
#
# It passes if the lines of README.md start a service that becomes ready and print the first API key, and if
#   - its responses match the recorded ones (../shared/conformance, if it is beside the checkout);
#   - no acknowledged value is lost if, under load, its container is killed, Postgres is restarted, Postgres is killed,
#     and one of the three replicas behind the balancer is killed;
#   - no request through the balancer is cut or refused if a replica is stopped and started, and forwarded headers of a client are
#     not trusted;
#   - while Postgres hangs, /ready is 503 and /alive 200, each within a second;
#   - `audit verify` and `doctor` find nothing, and the service exits with 0 after SIGTERM;
#   - it runs as a user who can write only its data, the database has no published port, and the logs are bounded;
#   - the lines of docs/operations.md back up, and restore every acknowledged value after the loss of all volumes;
#   - nothing remains: no container, volume, network or image of the project.
# The last line is then `smoke passed`, and the exit code 0. It takes six minutes. After fifteen it is killed.
#
# Needs a Docker engine, `docker compose` or docker-compose from 1.29, curl and Python 3.
set -euo pipefail
[ -n "${SMOKE_BOUNDED:-}" ] || SMOKE_BOUNDED=1 exec timeout --kill-after=60 900 "$0" "$@"

here=$(cd "$(dirname "$0")" && pwd)
repository=$here/../..
recorded=$repository/../shared/conformance
work=$(mktemp -d "${TMPDIR:-/tmp}/secrets-smoke.XXXXXX")
loading=''
if docker compose version >/dev/null 2>&1; then tool=(docker compose); else tool=(docker-compose); fi
compose() { "${tool[@]}" --project-name "$project" --file "$repository/docker-compose.yml" --profile scale "$@"; }
# Runs the block of a document that has a text, in the folder of docker-compose.yml.
follow() { # DOCUMENT HEADING TEXT
  local lines
  lines=$("$repository/tests/printed" "$repository/$1" "$2" "$3" | sed -E "s#(/backups|/safe|/checkpoints)/#$work\1/#g") || exit 1
  (cd "$repository" && bash -euo pipefail -c "$(declare -p tool); docker() { shift; \"\${tool[@]}\" \"\$@\"; }; $lines")
}
step() { printf '%3ds  %s\n' "$SECONDS" "$1"; }
fail() { echo "smoke failed: $1" >&2; exit 1; }
left() { docker ps -aq --filter "$1"; docker volume ls -q --filter "$1"; docker network ls -q --filter "$1"; docker images -q --filter "$1"; }
clean() {
  status=$?
  [ -z "$loading" ] || kill "$loading" 2>/dev/null || true
  [ $status = 0 ] || compose logs --no-color --tail=40 || true
  compose down --volumes --rmi local --remove-orphans --timeout 5 >"$work/down" 2>&1 || cat "$work/down"
  rm -rf "$work"
}
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

project=secrets-smoke-$(head -c 4 /dev/urandom | od -An -tx4 | tr -d ' ')
SECRETS_PORT=$(free_port) SECRETS_SCALE_PORT=$(free_port)
SECRETS_SCALE_NETWORK=10.$((RANDOM % 100 + 100)).$((RANDOM % 250))
export SECRETS_PORT SECRETS_SCALE_PORT SECRETS_SCALE_NETWORK COMPOSE_PROJECT_NAME=$project
unset SESSION_API_KEY
api=http://127.0.0.1:$SECRETS_PORT balancer=http://127.0.0.1:$SECRETS_SCALE_PORT
trap clean EXIT
trap 'exit 1' INT TERM

# The status of a path, or 000 where there is no answer within a second.
status_of() { curl --silent --output /dev/null --max-time 1 --write-out '%{http_code}' "$1" || true; }
await() { # URL STATUS
  for _ in $(seq 120); do [ "$(status_of "$1")" != "$2" ] || return 0; sleep 0.5; done
  fail "$1 does not become $2"
}
await_healthy() { # CONTAINER: what was paused counts as unhealthy until it is looked at again
  for _ in $(seq 60); do [ "$(docker inspect --format '{{.State.Health.Status}}' "$1")" != healthy ] || return 0; sleep 0.5; done
  fail "$1 does not become healthy"
}
container() { compose ps -q "$1" | head -1; }
user_of() { docker exec "$1" id -u; }

# Values that a service acknowledged; each phase adds to them, and all are looked at after each.
acknowledged=$work/acknowledged
touch "$acknowledged"
await_writes() { # COUNT
  local least=$(($(wc -l <"$acknowledged") + $1))
  for _ in $(seq 300); do [ "$(wc -l <"$acknowledged")" -lt $least ] || return 0; sleep 0.2; done
  fail "writes are not acknowledged"
}
under_load() { # URL WHAT COMMAND...
  python3 "$here/load.py" write "$1" "$key" "$acknowledged" &
  loading=$!
  await_writes 200
  "${@:3}" >/dev/null || fail "$2: the engine refuses"
  await_writes 200
  kill "$loading" && wait "$loading"
  loading=''
  await "$1/ready" 200
  python3 "$here/load.py" check "$1" "$key" "$acknowledged" >"$work/check" || { tail -5 "$work/check"; fail "$2"; }
  step "$2: $(tail -1 "$work/check")"
}
kill_and_start() { docker kill "$1" && sleep 1 && docker start "$1"; }

compose build --quiet >"$work/build" 2>&1 ||
  compose build >"$work/build" 2>&1 || { tail -40 "$work/build"; fail "the images are not built"; }
step "built the images: $(docker images --filter "reference=*$project*api*" --format '{{.Size}}')"

key=$(grep -m 1 -oE 'csk_[A-Za-z0-9]{49}' < <(follow README.md Docker 'docker compose up -d' 2>&1 | tee "$work/up")) ||
  { cat "$work/up"; fail "the log has no first API key"; }
await "$api/ready" 200
[ "$(compose ps -q | wc -l)" = 2 ] || fail "$(compose ps -q | wc -l) containers run, not 2"
step "ready, with a key in the log"

service=$(container api) database=$(container db)
[ "$(user_of "$service")" = 1654 ] || fail "the service runs as $(user_of "$service")"
! docker exec "$service" touch /app/x /x 2>/dev/null || fail "the service may write to its root file system"
! docker exec "$service" cat /credentials/password 2>/dev/null || fail "the service may read what only the database needs"
[ -z "$(docker port "$database")" ] || fail "the database has a port outside: $(docker port "$database")"
for container in $(compose ps -q); do
  docker inspect --format '{{.HostConfig.LogConfig.Config}}' "$container" | grep -q max-size || fail "a log has no limit"
done
for path in alive health ready; do [ "$(status_of "$api/$path")" = 200 ] || fail "/$path is not 200"; done
docker exec "$service" secrets health >/dev/null || fail "the command health ends with $?"
follow docs/operations.md Docker 'docker compose exec' >"$work/keys" 2>&1 || { cat "$work/keys"; fail "exec or run fails"; }
[ "$(grep -c 'first key' "$work/keys")" = 2 ] || { cat "$work/keys"; fail "exec and run do not list the first key"; }
step "the service is confined, and well"

if [ -d "$recorded" ]; then
  python3 "$recorded/replay.py" "$api" "$key" "$recorded/openhands-0.53.json" >"$work/replay" || { tail -20 "$work/replay"; fail "it does not answer as recorded"; }
  step "$(tail -1 "$work/replay")"
else
  step "no recorded behaviour beside this checkout: not replayed"
fi

under_load "$api" "the service was killed" kill_and_start "$service"
under_load "$api" "Postgres was restarted" docker restart -t 60 "$database"
under_load "$api" "Postgres was killed" kill_and_start "$database"

docker pause "$database" >/dev/null
await "$api/ready" 503
sleep 1.5 # the outcome of the last look is good for a second
statuses="$(status_of "$api/ready") $(status_of "$api/alive") $(status_of "$api/health")"
[ "$statuses" = "503 200 200" ] || fail "within a second, /ready, /alive and /health respond with $statuses"
docker unpause "$database" >/dev/null
await_healthy "$database"
await "$api/ready" 200
step "Postgres hung: 503 within a second, then ready again"

docker stop -t 60 "$service" >/dev/null
[ "$(docker inspect --format '{{.State.ExitCode}}' "$service")" = 0 ] || fail "the service does not end at SIGTERM"
SESSION_API_KEY=$(head -c 24 /dev/urandom | base64 | tr '+/' '-_')
export SESSION_API_KEY
follow docs/operations.md Docker 'docker compose --profile scale up' >"$work/up" 2>&1 || { cat "$work/up"; fail "up with the profile fails"; }
await "$balancer/ready" 200
[ "$(compose ps -q replica | wc -l)" = 3 ] || fail "$(compose ps -q replica | wc -l) replicas run, not 3"
curl --silent --fail --max-time 5 -H "X-Session-API-Key: $SESSION_API_KEY" "$balancer/api/secrets?limit=1" >/dev/null ||
  fail "SESSION_API_KEY is not passed through"
step "stopped by itself, and started again with three replicas and SESSION_API_KEY"
forge() { curl --silent --max-time 5 -H "X-Session-API-Key: $SESSION_API_KEY" -H 'X-Forwarded-For: 9.9.9.9' -H 'Forwarded: for=9.9.9.9' "$@"; }
forge -o /dev/null --fail "$balancer/api/secrets" --json '{"name":"FORGED","value":"v"}' ||
  fail "a secret is not created through the balancer"
! forge "$balancer/api/audit?action=secret.create&limit=1" | grep -F 9.9.9.9 || fail "the balancer lets a client choose its address"
await_replicas() { # they are healthy again, and the balancer has seen it
  for replica in $(compose ps -q replica); do await_healthy "$replica"; done
  sleep 2.5
}
await_replicas
python3 "$here/load.py" unbroken "$balancer" "$SESSION_API_KEY" "$acknowledged" >"$work/unbroken" &
loading=$!
await_writes 100
for replica in $(compose ps -q replica); do
  docker stop -t 35 "$replica" >/dev/null
  docker start "$replica" >/dev/null
  await_replicas
done
kill "$loading" && wait "$loading" || { cat "$work/unbroken"; fail "a replica that stops cuts requests"; }
loading=''
step "a forged address is not believed, and replicas stopped without a cut"
under_load "$balancer" "a replica was killed" docker kill "$(container replica)"

service=$(container api)
await "$api/ready" 200
docker exec "$service" secrets audit verify || fail "audit verify ends with $?"
docker exec "$service" secrets doctor || fail "doctor ends with $?"
step "audit verify and doctor find nothing"

mkdir "$work"/{backups,safe,checkpoints}
follow docs/operations.md Backup 'docker compose exec -T db pg_dump' >"$work/copy" 2>&1 || { cat "$work/copy"; fail "the backup fails"; }
compose down --volumes --timeout 5 >"$work/down" 2>&1 || { cat "$work/down"; fail "down fails"; }
follow docs/operations.md Restore 'docker compose up -d' >"$work/copy" 2>&1 || { cat "$work/copy"; fail "the restore fails"; }
"${tool[@]}" --file "$repository/docker-compose.yml" up -d >"$work/up" 2>&1 || { cat "$work/up"; fail "up fails after the restore"; }
await "$api/ready" 200
python3 "$here/load.py" check "$api" "$key" "$acknowledged" >"$work/check" || { tail -5 "$work/check"; fail "values are lost by the restore"; }
step "lost all volumes, and restored: $(tail -1 "$work/check")"

trap - EXIT
clean
remains=$(left "label=com.docker.compose.project=$project"; docker images -q "$project*")
[ -z "$remains" ] || fail "it leaves: $remains"
step "nothing is left"
echo "smoke passed"
