import Foundation
import Synchronization

/// All notes, in memory and bounded.
///
/// It knows who owns a note; whether somebody may see it is the routes' matter.
final class NoteStore: Sendable {
    /// What became of a new note.
    enum Addition: Sendable {
        case added(Note)
        case ownerHasTooMany
        case full
    }

    private struct State {
        var notes: [UUID: Note] = [:]
        /// The identifiers of an owner's notes, oldest first; owners without notes are not kept.
        ///
        /// An owner is compared byte by byte, as RFC 7519 §2 compares subjects.
        var owned: [[UInt8]: [UUID]] = [:]
    }

    private let maximumNotes: Int
    private let maximumNotesPerOwner: Int
    private let now: @Sendable () -> Date
    private let state = Mutex(State())

    init(
        maximumNotes: Int = 10_000,
        maximumNotesPerOwner: Int = 100,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.maximumNotes = maximumNotes
        self.maximumNotesPerOwner = maximumNotesPerOwner
        self.now = now
    }

    /// The notes of an owner, newest first.
    func notes(of owner: String) -> [Note] {
        state.withLock { state in
            (state.owned[Array(owner.utf8)] ?? []).reversed().compactMap { state.notes[$0] }
        }
    }

    /// One note, whoever owns it.
    func note(_ id: UUID) -> Note? {
        state.withLock { $0.notes[id] }
    }

    /// Adds a note, if there is room.
    func add(_ draft: NoteDraft, owner: String) -> Addition {
        let now = now()
        let key = Array(owner.utf8)
        return state.withLock { state in
            guard state.notes.count < maximumNotes else { return .full }
            guard state.owned[key, default: []].count < maximumNotesPerOwner else { return .ownerHasTooMany }
            let note = Note(
                id: UUID(),
                owner: owner,
                title: draft.title,
                text: draft.text,
                createdAt: now,
                updatedAt: now
            )
            state.notes[note.id] = note
            state.owned[key, default: []].append(note.id)
            return .added(note)
        }
    }

    /// Replaces what a note says; its owner never changes.
    /// - Returns: The note as it is now, or `nil` when it's gone.
    func replace(_ id: UUID, with draft: NoteDraft) -> Note? {
        let now = now()
        return state.withLock { state in
            guard let old = state.notes[id] else { return nil }
            let note = Note(
                id: id,
                owner: old.owner,
                title: draft.title,
                text: draft.text,
                createdAt: old.createdAt,
                updatedAt: now
            )
            state.notes[id] = note
            return note
        }
    }

    /// Deletes a note, if it's still there.
    func delete(_ id: UUID) {
        state.withLock { state in
            guard let note = state.notes.removeValue(forKey: id) else { return }
            let key = Array(note.owner.utf8)
            let rest = state.owned[key, default: []].filter { $0 != id }
            state.owned[key] = rest.isEmpty ? nil : rest
        }
    }

    /// Deletes every note of an owner.
    func deleteAll(of owner: String) {
        state.withLock { state in
            for id in state.owned.removeValue(forKey: Array(owner.utf8)) ?? [] { state.notes[id] = nil }
        }
    }

    /// How many notes and owners there are.
    func counts() -> (notes: Int, owners: Int) {
        state.withLock { ($0.notes.count, $0.owned.count) }
    }
}
