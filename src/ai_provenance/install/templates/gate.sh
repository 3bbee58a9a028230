# Could there be anything to do? It may say yes too often, never no where the rule in Python would write
# something. The names and words come from the agent data. No process is started, but one where there is a pyproject.toml.
nothing_to_do() {
    # 1. a variable that an agent sets
    case @VARIABLES@ in
        ?*) return 1 ;;
    esac

    # 2. git's state: commits that are folded into this one, a template to compare with
    case ${1-} in
        */COMMIT_EDITMSG | */MERGE_MSG) git_dir=${1%/*} ;;
        *) return 1 ;;
    esac
    if [ -e "$git_dir/rebase-merge/current-fixups" ] || [ -e "$git_dir/ai-provenance-template" ] ||
        [ -e "$git_dir/ai-provenance-sources" ]; then
        return 1
    fi
    # what a squash merge folds together is known only now
    [ ! -e "$git_dir/SQUASH_MSG" ] || ! records_wanted || return 1

    ! has_joined || return 1

    # 3. an agent among the processes above (where there is a /proc), and the git that runs us
    process=$PPID git='' depth=0
    while [ "$process" -gt 1 ] && [ "$depth" -lt 16 ] && [ -r "/proc/$process/status" ]; do
        name='' parent='' depth=$((depth + 1))
        while read -r key value; do
            case $key in
                Name:) name=$value ;;
                PPid:) parent=$value && break ;;
            esac
        done 2>/dev/null <"/proc/$process/status"
        case $name in
            @PROCESSES@) return 1 ;;
            git) git=${git:-$process} ;;
        esac
        case $parent in '' | *[!0-9]*) return 1 ;; esac
        process=$parent
    done
    if [ "$depth" -eq 0 ]; then # no /proc: only an author's date that is not of this moment hints at an amend
        seconds=${GIT_AUTHOR_DATE-} seconds=${seconds#@} seconds=${seconds%% *}
        case $seconds in
            '' | *[!0-9]*) ;;
            *) [ "$(($(date +%s) - seconds))" -lt 2 ] || return 1 ;;
        esac
    fi

    # 4. what the message says. Which comments git keeps is for Python to find out; only a diff that git itself has put below
    # a scissors line, and explained in a comment there, is passed over. sh reads an ordinary message faster than another
    # process starts; a long one is left to Python.
    text='' cut='' lines=0
    while IFS= read -r line || [ -n "$line" ]; do
        lines=$((lines + 1))
        case $cut$line in
            cut'#'*) cut=done && break ;;
            cut*) return 1 ;;
            '# ------------------------ >8 ------------------------') cut=cut && continue ;;
            *'------------------------ >8 ------------------------'*) return 1 ;;
        esac
        ! names "$line" || return 1
        text=$text$line$newline
        [ "$lines" -lt 100 ] && [ ${#text} -lt 8000 ] || return 1
    done <"$1"
    [ "$cut" != cut ] || return 1
    [ -z "$cut" ] || [ "${GIT_EDITOR-}" != : ] || return 1
    ! speaks "$text" || return 1
    if [ "$hook" = commit-msg ]; then
        case $text in
            @SECRETS@) return 1 ;;
        esac
        while :; do
            case $text in *$run*) ;; *) break ;; esac
            text=${text#"${text%%$run*}"}
            rest=${text#*[![:alnum:]_+/=-]}
            case ${text%"$rest"} in *[[:upper:][:digit:]]*) return 1 ;; esac # names and paths are in lower case, no token is
            text=$rest
        done
    fi

    # 5. what git has prepared for the message, and its command line, where --amend would stand (--am is its shortest)
    for file in "$git_dir/MERGE_MSG" "$git_dir/SQUASH_MSG" "${git:+/proc/$git/cmdline}"; do
        [ "$file" != "$1" ] && [ -f "$file" ] || continue
        [ -r "$file" ] || return 1
        text='' lines=0
        while IFS= read -r line || [ -n "$line" ]; do
            text=$text$line$newline lines=$((lines + 1))
            ! names "$line" || return 1
            [ "$lines" -lt 100 ] && [ ${#text} -lt 8000 ] || return 1
        done <"$file"
        case $file in
            /proc/*) case $text in *--am*) return 1 ;; esac ;;
            *) ! speaks "$text" || return 1 ;;
        esac
    done

    # 6. settings under which commits without an agent are declared too
    if [ -f .ai-provenance.toml ]; then
        while read -r line || [ -n "$line" ]; do
            case $line in
                '#'*) ;;
                *\\* | *'"""'* | *"'''"*) return 1 ;;
                '['*']'*) break ;; # the first section: all keys outside one have been seen
                'declare = "ai"'* | 'declare="ai"'*) ;;
                *declare*) return 1 ;;
                *'['*']'*) ;;
                *'['*) return 1 ;;
            esac
        done <.ai-provenance.toml
    elif [ -f pyproject.toml ]; then
        grep -q ai-provenance pyproject.toml 2>/dev/null
        [ $? -eq 1 ] || return 1
    fi
    return 0
}
# Whether this person takes part in an experiment: there is a salt, and git's configuration says that it was joined.
has_joined() {
    common=''
    [ ! -f "$git_dir/commondir" ] || IFS= read -r common <"$git_dir/commondir" || :
    case $common in /*) ;; *) common=$git_dir/$common ;; esac
    [ -d "$common/ai-provenance-experiments" ] && [ -r "$common/config" ] || return 1
    while read -r line || [ -n "$line" ]; do
        case $line in
            *[Ee][Xx][Pp][Ee][Rr][Ii][Mm][Ee][Nn][Tt]*=*join*) return 0 ;;
        esac
    done <"$common/config"
    return 1
}
# Whether a line credits or signs off somebody by a name without an address, an agent's perhaps.
names() {
    case $1 in
        *://*:*@*) return 0 ;; # or puts a password into a URL
        *'<'*) return 1 ;;
        *[Ss][Ii][Gg][Nn][Ee][Dd]-[Oo][Ff][Ff]-[Bb][Yy]*) return 0 ;;
        *[Cc][Oo]-[Aa][Uu][Tt][Hh][Oo][Rr][Ee][Dd]-[Bb][Yy]*) return 0 ;;
        *[Cc][Oo]-[Dd][Ee][Vv][Ee][Ll][Oo][Pp][Ee][Dd]-[Bb][Yy]*) return 0 ;;
    esac
    return 1
}
# Whether a text holds a word that the rule in Python acts on, in whatever case.
speaks() {
    case $1 in
        @WORDS@) return 0 ;;
        *@*) ;;
        *) return 1 ;;
    esac
    case $1 in
        @ADDRESSES@) return 0 ;;
    esac
    return 1
}
newline='
'
run=[[:alnum:]_+/=-] run=$run$run$run$run$run run=$run$run$run$run # no secret in a message is shorter, but for those above
