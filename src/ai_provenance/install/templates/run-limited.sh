# A tagging hook must never hold a commit up: it is ended after @LIMIT@ s. `timeout` is not everywhere.
run() {
    "$@" &
    job=$!
    (
        trap 'kill "$nap"; exit 0' TERM
        sleep @LIMIT@ &
        nap=$!
        wait "$nap" && kill "$job" && sleep 1 && kill -9 "$job"
    ) >/dev/null 2>&1 &
    watchdog=$!
    trap 'kill "$job" "$watchdog" 2>/dev/null; exit 130' HUP INT TERM
    wait "$job" 2>/dev/null
    ended=$?
    kill "$watchdog" 2>/dev/null
    return "$ended"
}

