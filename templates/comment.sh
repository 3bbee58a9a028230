#!/usr/bin/env bash
# Writes the file COMMENT as a comment on the pull request NUMBER of REPOSITORY; a comment that it wrote before is
# updated, found by the marker in its first line. Needs the GitHub CLI and a token in GH_TOKEN that may comment.
set -euo pipefail
marker='<!-- ai-provenance -->'
body=$(mktemp)
trap 'rm -f "$body"' EXIT
# a comment on GitHub holds 65,536 characters
head -c 60000 "$COMMENT" >"$body"
id=$(gh api --paginate "repos/$REPOSITORY/issues/$NUMBER/comments" \
    --jq ".[] | select(.user.type == \"Bot\" and (.body | startswith(\"$marker\"))) | .id" | head -n 1)
if [ -n "$id" ]; then
    gh api --silent --method PATCH "repos/$REPOSITORY/issues/comments/$id" --field body=@"$body"
else
    gh api --silent --method POST "repos/$REPOSITORY/issues/$NUMBER/comments" --field body=@"$body"
fi
