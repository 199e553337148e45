import ArgumentParser

/// `--new-database`; no setting, since it is for one start and not for every one.
struct NewDatabaseFlag: ParsableArguments {
    @Flag(
        help: """
            Use the database at the configured place, and create an empty one if there is none, although a note names \
            another database. Deletes nothing: a write-ahead log of the other database is kept as …-wal.left-1. For \
            one start only: never put this flag into a unit file.
            """
    )
    var newDatabase = false
}
