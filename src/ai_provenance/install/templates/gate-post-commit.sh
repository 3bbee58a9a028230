# There is something to do where commits are recorded, or commit-msg has put aside what the project forbids in messages.
nothing_to_do() {
    [ ! -e "${GIT_DIR:-.git}/@WITHHELD@" ] && [ -d "${GIT_DIR:-.git}" ] && ! records_wanted
}
