previous "$@" || exit
nothing_to_do "$@" && exit 0
export AI_PROVENANCE_SCAN=later
start "$@"
status=$?
if [ "$status" -eq 4 ]; then # tagged, and the message could hold a secret: the scan has no time limit
    run() {
        "$@"
    }
    part=scan-message
    start "$@"
    status=$?
fi
goes='the commit goes on untagged'
case $hook in
    commit-msg) goes="$goes, its message not scanned" ;;
    post-*) goes='it is not recorded' ;;
esac
case $status in
    0 | 1 | 3) exit "$status" ;; # the message is refused (1), or could not be scanned (3), and the hook has said why
    127) warn "$hook cannot run: $gone; $goes; hint: ai-provenance doctor" ;;
    137 | 143) warn "$hook took longer than @LIMIT@ s and was ended; $goes; hint: ai-provenance doctor" ;;
    *) warn "$hook ended with status $status; $goes; hint: ai-provenance doctor" ;;
esac
exit 0
