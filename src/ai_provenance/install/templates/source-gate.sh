gate=$here/gate.sh
[ -r "$gate" ] || gate=$(dirname "$(readlink -f "$0")")/gate.sh # this file is a link
if [ ! -r "$gate" ]; then
    echo "ai-provenance: $hook cannot run: gate.sh is not beside it; nothing done; hint: copy gate.sh too" >&2
    case $hook in
        pre-commit | pre-merge-commit) [ "$(git config --bool ai-provenance.requireSecretScan)" != true ] || exit 1 ;;
    esac
    exit 0
fi
. "$gate"

