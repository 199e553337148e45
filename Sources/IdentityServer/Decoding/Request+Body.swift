import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The media types that an endpoint takes.
    static let jsonTypes = ["application/json"]
    /// The media types of a merge patch (RFC 7396 §4); plain JSON is understood as one.
    static let patchTypes = ["application/json", "application/merge-patch+json"]

    /// The bytes of a body that must be there.
    ///
    /// - Throws: a ``Problem``: 415 for another content type, 413 for too long a body.
    func jsonBytes(_ types: [String] = jsonTypes, limits: ServerLimits) async throws -> [UInt8] {
        try requireType(types)
        return try await bytes(limits)
    }

    /// The bytes of a body that may be missing; nil when it is.
    func optionalJSONBytes(limits: ServerLimits) async throws -> [UInt8]? {
        if headers[.contentType] != nil { return try await jsonBytes(limits: limits) }
        let bytes = try await bytes(limits)
        guard !bytes.isEmpty else { return nil }
        try requireType(Self.jsonTypes)
        return bytes
    }

    /// The bytes of a form (RFC 6749 Appendix B).
    ///
    /// - Throws: a ``Problem``: `invalid_request` for another content type, 413 for too long a body.
    func formBytes(limits: ServerLimits) async throws -> [UInt8] {
        guard mediaType == "application/x-www-form-urlencoded" else {
            throw Problem(.invalidRequest, "Send the body as application/x-www-form-urlencoded.")
        }
        try requirePlain(.invalidRequest)
        return try await bytes(limits)
    }

    /// The content type without its parameters, in lower case.
    private var mediaType: String? { headers[.contentType]?.prefix { $0 != ";" }.trimmed.lowercased() }

    private func requireType(_ types: [String]) throws {
        guard let given = mediaType, types.contains(given) else {
            throw Problem(.unsupportedMediaType, "Send the body as \(types.joined(separator: " or ")).")
        }
        try requirePlain(.unsupportedMediaType)
    }

    /// Refuses a content coding: a decoder would be one more reader of what a stranger sends.
    ///
    /// - Parameter code: 415 for JSON; for a form 400, the status of OAuth's `invalid_request`.
    /// - Throws: a ``Problem`` with `code` that names the codings that are accepted.
    private func requirePlain(_ code: ProblemCode) throws {
        let coding = headers[.contentEncoding].map { $0[...].trimmed.lowercased() } ?? "identity"
        guard coding != "identity" else { return }
        var problem = Problem(code, "Send the body without Content-Encoding; no coding is supported.")
        problem.acceptedCodings = "identity"
        throw problem
    }

    private func bytes(_ limits: ServerLimits) async throws -> [UInt8] {
        let tooLarge = Problem(.contentTooLarge, "A body has at most \(limits.maximumBodyBytes) bytes here.")
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limits.maximumBodyBytes {
            throw tooLarge
        }
        do {
            return Array(buffer: try await body.collect(upTo: limits.maximumBodyBytes))
        } catch is NIOTooManyBytesError {
            throw tooLarge
        }
    }
}
