# Only where commit-msg has put aside what the project forbids in messages is there something to do.
nothing_to_do() {
    [ ! -e "${GIT_DIR:-.git}/@WITHHELD@" ] && [ -d "${GIT_DIR:-.git}" ]
}
