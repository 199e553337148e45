import Foundation
import Identity

/// Makes sure that the database which is found is the one that belongs to its place.
struct PlaceGuard: Sendable {
    let storage: StorageSettings
    let new: NewDatabase

    /// Refuses a database that is not the one which the note names, unless the command was told to begin with what is there.
    ///
    /// Then the note goes first: a start that breaks off afterwards is followed by a first start, and no one is locked out.
    ///
    /// - Throws: `CommandFailure` that says what to do.
    func confirm(_ found: FoundInstallation) throws {
        guard let note = InstallationNote(for: storage), let refusal = found.refusal(noted: try note.read()) else {
            return
        }
        guard new.isAnew else { throw failure(refusal, note) }
        try note.remove()
    }

    /// Gives the database an identifier if it has none, and writes the note where it says something else.
    ///
    /// In this order, so that a note never speaks of a database that there is not.
    ///
    /// - Parameters:
    ///   - identity: The rules over the database.
    ///   - warn: Told in words when the note could not be written, which keeps nothing from working.
    /// - Throws: A failure of the database.
    func note(_ identity: IdentitySystem, warn: (String) -> Void) async throws {
        let note = InstallationNote(for: storage)
        let noted = try note?.read()
        let identifier = try await identity.installation(orElse: noted)
        guard let note, noted != identifier else { return }
        do {
            try note.write(identifier)
        } catch let failure as CommandFailure {
            warn(failure.message)
        }
    }

    private func failure(_ refusal: FoundInstallation.Refusal, _ note: InstallationNote) -> CommandFailure {
        let (place, note) = (SafeText.printable(storage.database.description), SafeText.printable(note.path))
        let flag = new.mayCreate ? "--new-database" : "`tessera serve --new-database`"
        switch refusal {
        case .nothing:
            return CommandFailure(
                .unavailable,
                "the database \(place) is gone: the note \(note) says that there was one. Find it and put it "
                    + "back, or restore a backup: `tessera database restore FILE`. To start with an empty one, without the "
                    + "accounts and sessions, give \(flag) once."
            )
        case .another:
            return CommandFailure(
                .configuration,
                "the database \(place) belongs to another installation than the note \(note). Put the right "
                    + "one in its place, or name it with --database-path or --database-url. To continue with this "
                    + "one, pass \(flag) once."
            )
        }
    }
}
