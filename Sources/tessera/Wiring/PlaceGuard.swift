import Foundation
import Identity

/// Checks that the database at the configured place is the one that the note names.
struct PlaceGuard: Sendable {
    let storage: StorageSettings
    let new: NewDatabase

    /// Rejects a database that is not the one in the note, unless the flag says to start with the present one.
    ///
    /// With the flag the note is removed first: if the start fails afterwards, the next one is a first start.
    ///
    /// - Throws: `CommandFailure` that says what to do.
    func confirm(_ found: FoundInstallation) throws {
        guard let note = InstallationNote(for: storage), let refusal = found.refusal(noted: try note.read()) else {
            return
        }
        guard new.isAnew else { throw failure(refusal, note) }
        try note.remove()
    }

    /// Gives the database an identifier if it has none, and writes the note if it differs.
    ///
    /// In this order, so that a note never names a database that does not exist.
    ///
    /// - Parameters:
    ///   - identity: The rules over the database.
    ///   - warn: Called with a text if the note could not be written; the server works without it.
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
