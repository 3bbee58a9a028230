# Nothing that tags may hold a commit up: after @LIMIT@ s it is ended and the commit goes on. `timeout` is not everywhere.
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

@GATE@
previous "$@" || exit
nothing_to_do "$@" && exit 0
export AI_PROVENANCE_SCAN=later
start "$@"
status=$?
if [ "$status" -eq 4 ]; then # tagged, and the message could hold a secret: to look may take its time
    run() {
        "$@"
    }
    part=scan-message
    start "$@"
    status=$?
fi
goes='the commit goes on untagged'
[ @HOOK@ != commit-msg ] || goes="$goes, its message not scanned"
case $status in
    0 | 1 | 3) exit "$status" ;; # the message is refused (1), or could not be scanned (3), and the hook has said why
    127) warn "@HOOK@ cannot run: $gone; $goes; hint: ai-provenance doctor" ;;
    137 | 143) warn "@HOOK@ took longer than @LIMIT@ s and was ended; $goes; hint: ai-provenance doctor" ;;
    *) warn "@HOOK@ ended with status $status; $goes; hint: ai-provenance doctor" ;;
esac
exit 0
