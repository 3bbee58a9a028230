# At most half of the commits of a release may be AI-assisted: a rule over the range, not over one commit.
package share

import rego.v1

most := 0.5

commits := [commit | some commit in input.commits; not commit.merge; commit.origin != "automation"]

by_ai := [commit | some commit in commits; commit.origin == "ai"]

deny contains message if {
	count(commits) > 0
	part := count(by_ai) / count(commits)
	part > most
	message := sprintf("%d of %d commits are AI-assisted", [count(by_ai), count(commits)])
}
