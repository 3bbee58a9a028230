# Git writes the refs to standard input once; the hook that stood here before and ours both read them.
refs=$(cat)
given() {
    [ -z "$refs" ] || printf '%s\n' "$refs"
}
run() {
    given | "$@"
}

given | previous "$@" || exit
start "$@"
status=$?
[ "$status" -eq 127 ] || exit "$status"
warn "$hook cannot run: $gone; not checked; hint: ai-provenance doctor"
exit 0
