import ArgumentParser

/// `--new-database`; no setting, since it is for one start and not for every one.
struct NewDatabaseFlag: ParsableArguments {
    @Flag(
        help: """
            Use what is at the place of the database, and make an empty one if nothing is there, although a note says that another \
            one belongs there. Deletes nothing: a write-ahead log that the other one left is kept as …-wal.left-1. For one start only: never write it into a unit file.
            """
    )
    var newDatabase = false
}
