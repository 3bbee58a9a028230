#!/bin/sh
# ai-provenance shim for @HOOK@ (format 1)
@ORIGIN@

# The interpreter that holds the tool, and where in it. Empty or gone: `ai-provenance-hook` is looked for on the PATH.
python=@PYTHON@
library=@LIBRARY@
hook=@HOOK@ flags='@FLAGS@'
case $0 in */*) here=${0%/*} ;; *) here=. ;; esac

