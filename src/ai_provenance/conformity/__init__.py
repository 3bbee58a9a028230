"""What an organisation says once about all its repositories, and whether one repository keeps to it.

The rules live in a repository of their own, the governance repository. `documents` has a model for each kind of file
in it, `governance` reads them from a folder or from a commit and computes the digest that consumers pin, `scaffold`
has the files of a new one and `review` finds what is wrong with it. Nothing here fetches.

A consumer is judged in three steps. `pins` compares its pin with the releases of the governance repository,
`strictness` its configuration with the base (tighter is allowed, looser is not), and `requirements` its CI definitions
with the templates, over the records of `scorecard.pipelines`: what decides is whether the work is done for the events
that the template names and can stop a change, not how the file is written. `conform` puts the results together,
with the exceptions that hold; `rollup` pools the repositories of an organisation to I6.1, I6.2 and I6.3.
"""
