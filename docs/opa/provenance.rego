# Rules over the document that `ai-provenance check --format opa` writes. Conftest looks for `deny` and `warn` in `main`:
#   ai-provenance check origin/main..HEAD --format opa | conftest test --policy docs/opa -
package main

import rego.v1

ai_commits := [commit | some commit in input.commits; commit.origin == "ai"; not commit.merge]

deny contains message if {
	not input.complete
	message := "the range is not complete: fetch the whole history first"
}

# every AI commit is declared in a trailer that git can parse
deny contains message if {
	some commit in ai_commits
	count(commit.declarations) == 0
	message := sprintf("%s: AI help is not declared in a trailer", [commit.oid])
}

# no AI under src/crypto without a review by somebody else
deny contains message if {
	some commit in ai_commits
	some path in commit.paths
	startswith(path, "src/crypto/")
	not reviewed_by_somebody_else(commit)
	message := sprintf("%s: AI change of %s needs a review by somebody else", [commit.oid, path])
}

# models are named
warn contains message if {
	some commit in ai_commits
	some agent in commit.agents
	agent.model == null
	message := sprintf("%s: the model of %s is not named", [commit.oid, agent.id])
}

reviewed_by_somebody_else(commit) if {
	some review in commit.reviews
	not review.by_agent
	not review.by_author
}
