"""What an organisation's rules came to, in the formats of `fleet conform` and `audit due`.

`conformity` writes the judgement of all repositories, `audits` the audits that are due; `schema` has the models of
their documents, and of the files of an audit.
"""
