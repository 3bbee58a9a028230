# Could there be anything to do? It may say yes too often, never no where the rule in Python would write
# something. The names and words come from the agent data. One process (grep) is started, none where a variable tells.
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
    if [ -e "$git_dir/rebase-merge/current-fixups" ] || [ -e "$git_dir/ai-provenance-template" ]; then
        return 1
    fi

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

    # 4. what could be an agent's sign-off (a name without an address) or, where the message is scanned, a secret. Comments
    # at the end and what lies below the scissors are no part of the message. sh reads an ordinary one faster than grep
    # starts; a long one is left to Python.
    lines=0 doubt=''
    while IFS= read -r line || [ -n "$line" ]; do
        lines=$((lines + 1)) told=''
        case $line in
            '# ------------------------ >8 ------------------------') break ;;
            *'------------------------ >8 ------------------------'*) return 1 ;;
            *[Ss][Ii][Gg][Nn][Ee][Dd]-[Oo][Ff][Ff]-[Bb][Yy]*'<'*) ;;
            *[Ss][Ii][Gg][Nn][Ee][Dd]-[Oo][Ff][Ff]-[Bb][Yy]*) told=1 ;;
        esac
        if [ @HOOK@ = commit-msg ]; then
            case $line in
                *$run* | *://* | @SECRETS@) told=1 ;;
            esac
        fi
        case $line in
            '#'*) doubt=$doubt$told ;;
            *[![:space:]]*) [ -z "$doubt$told" ] || return 1 ;;
        esac
        [ "$lines" -lt 100 ] || return 1
    done <"$1"

    # 5. settings under which commits without an agent are declared too
    if [ -e .ai-provenance.toml ]; then
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
    elif [ -e pyproject.toml ]; then
        words="$words
ai-provenance"
    fi

    # 6. words in the message, in what git prepared for it, in git's command line (--amend)
    set -- "$1"
    for file in "$git_dir/MERGE_MSG" "$git_dir/SQUASH_MSG" "${git:+/proc/$git/cmdline}"; do
        [ ! -e "$file" ] || set -- "$@" "$file"
    done
    case $words in *ai-provenance) set -- "$@" pyproject.toml ;; esac
    LC_ALL=C grep -Fiq -e "$words" -- "$@" 2>/dev/null
    [ $? -eq 1 ]
}
words='@WORDS@'
run=[[:alnum:]_+/=-] run=$run$run$run$run$run run=$run$run$run$run # no secret in a message is shorter, but for those below
