run() {
    "$@"
}

previous "$@" || exit
start "$@"
status=$?
[ "$status" -eq 127 ] || exit "$status"

# Whoever took the tool away must still be able to commit, so a scan that cannot start lets the commit through, unless
# the repository asks for the other rule: git config ai-provenance.requireSecretScan true
if [ "$(git config --bool ai-provenance.requireSecretScan 2>/dev/null)" = true ]; then
    warn "$hook cannot run: $gone, and ai-provenance.requireSecretScan is set: commit refused; hint: ai-provenance doctor"
    exit 1
fi
warn "$hook cannot run: $gone; not scanned for secrets; hint: ai-provenance doctor"
exit 0
