# Whether the configuration may ask for records of commits: `write` under [records]. One too many costs a start of Python.
records_wanted() {
    if [ -f .ai-provenance.toml ]; then
        table=''
        while read -r line || [ -n "$line" ]; do
            case $table$line in
                '[records]'*) table=records: ;;
                records:write*'"off"'*) return 1 ;;
                records:write* | records.* | 'records ='* | records=*) return 0 ;;
                '['*'records'* | records:'['*'records'*) return 0 ;;
                records:'['*) table='' ;;
            esac
        done <.ai-provenance.toml
    elif [ -f pyproject.toml ]; then
        grep -q 'ai-provenance.*records\|^records' pyproject.toml 2>/dev/null && return 0
    fi
    return 1
}
