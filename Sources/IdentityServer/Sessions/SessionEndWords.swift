import Identity
import TesseraJOSE

/// What a person is told about the end of their session: why, and when another session of theirs ended it, which and when.
struct SessionEndWords: Sendable {
    /// One or more sentences for the person.
    let text: String
    /// The same for programs, for the member `ended_by`; nil when it was not ended from elsewhere.
    let endedBy: JSONValue?

    init(_ cause: SessionEndCause, by ender: SessionEnder?) {
        guard let ender else {
            text = cause.isFromElsewhere ? "\(cause.sentence) \(Self.doubt)" : cause.sentence
            endedBy = nil
            return
        }
        let device = Device(userAgent: ender.userAgent)
        text = "\(cause.sentence) It was done with \(device.name), \(MomentWords.exactly(ender.at)). \(Self.doubt)"
        endedBy = ["at": .string(ender.at.rfc3339), "device": device.json]
    }

    private static let doubt = "Was it not you? Change your password."
}

extension SessionService {
    /// What the person whose session ended is told.
    ///
    /// That it ended is known already, so this never fails: it says less.
    func words(_ cause: SessionEndCause, of id: SessionID?) async -> SessionEndWords {
        guard let id else { return SessionEndWords(cause, by: nil) }
        return SessionEndWords(cause, by: (try? await ender(of: id, cause: cause)) ?? nil)
    }
}

extension Device {
    /// The device as the API shows it.
    var json: JSONValue { ["name": .string(name), "browser": .text(browser), "system": .text(system)] }
}
