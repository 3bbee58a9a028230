#!/bin/sh
# Judges the commits of one request or push, and writes what a forge shows of it. The GitHub Action runs this file, the
# GitLab job holds it word for word (a test compares them). Everything comes in as a variable:
#   RANGE     commits to judge, A..B or a revision          POLICY   revision whose configuration judges
#   BASE      what the report compares with; '' for none    HEAD     the newest commit of the request
#   BRANCH    branch that the commits are judged for        OUT      directory of the files that are written
#   MESSAGE   file with the message that the squash commit will have, `unknown`, or '' where there will be none
#   FORMAT    of what is printed: github or text
#   SECRETS   false: no secret scan                         FAIL     false: findings do not fail, what was not seen does
# Exit status: 0 fine, 1 a finding, 3 (or 2) not all could be judged.
set -u
mkdir -p "$OUT/sarif" || exit
unset GITHUB_STEP_SUMMARY # `--format github` would write a part of it; the whole comment is its text
found='' unseen=''
judge() { # NAME COMMAND...: all formats of one command; the last one, which is printed, decides
    name=$1 && shift
    "$@" --format markdown -o "$OUT/$name.md"
    if [ "$FORMAT" = github ]; then
        "$@" --format sarif -o "$OUT/sarif/$name.sarif"
    else
        "$@" --format gitlab -o "$OUT/$name.gitlab.json"
        "$@" --format junit -o "$OUT/$name.junit.xml"
    fi
    "$@" --format "$FORMAT"
    case $? in
        0) ;;
        1) found=1 ;;
        *) unseen=$? && echo "ai-provenance: $name could not be judged" >&2 ;;
    esac
} 2>>"$OUT/stderr"

set -- --policy-from "$POLICY" --branch "$BRANCH"
case $MESSAGE in
    '') ;;
    unknown) set -- "$@" --squash ;;
    *) set -- "$@" --squash-message "$MESSAGE" ;;
esac
judge policy ai-provenance check "$RANGE" "$@"
[ "$SECRETS" = false ] || judge secrets ai-provenance secrets scan --range "$RANGE" --policy-from "$POLICY"
sort -u "$OUT/stderr" >&2

# the number is for people: where it cannot be stated, it is missing, and the job goes on
if [ -z "$BASE" ] || ! ai-provenance report "$HEAD" --base "$BASE" --format markdown -o "$OUT/report.md"; then
    rm -f "$OUT/report.md"
fi
{
    echo '<!-- ai-provenance -->'
    for part in report policy secrets; do
        if [ -f "$OUT/$part.md" ]; then cat "$OUT/$part.md" && echo; fi
    done
} >"$OUT/comment.md"

if [ -n "$found" ]; then echo broken; elif [ -n "$unseen" ]; then echo unjudged; else echo pass; fi >"$OUT/result"
[ -z "$found" ] || [ "$FAIL" = false ] || exit 1
exit "${unseen:-0}"
