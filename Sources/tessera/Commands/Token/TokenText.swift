import TesseraJOSE

/// The output for a token that is not verified, as text and as JSON.
struct TokenText: Sendable {
    let inspection: TokenInspection
    /// Seconds since 1970-01-01T00:00:00Z.
    let now: Int64

    init(_ inspection: TokenInspection, now: Int64) {
        self.inspection = inspection
        self.now = now
    }

    private var times: [TokenTime] { TokenTime.all(in: inspection.payload, now: now) }

    /// Header, payload, times, signature and faults, each under its name.
    var paragraphs: String {
        var paragraphs = ["Header\n" + (inspection.header.map { JSONText.pretty(.object($0)) } ?? "cannot be read")]
        if inspection.form == .encrypted {
            paragraphs.append("Payload\nencrypted: readable only with the key of its recipient")
        } else {
            paragraphs.append("Payload\n" + payload)
            if !times.isEmpty { paragraphs.append("Times\n" + TextLayout.fields(times.map { ($0.claim, $0.text) })) }
            paragraphs.append("Signature\n" + signature)
        }
        if !inspection.faults.isEmpty {
            let faults = inspection.faults.map { SafeText.printable($0.detail, limit: 300) }
            paragraphs.append("Faults\n" + faults.joined(separator: "\n"))
        }
        return paragraphs.joined(separator: "\n\n")
    }

    private var payload: String {
        if let payload = inspection.payload { return JSONText.pretty(payload) }
        guard let bytes = inspection.payloadBytes else { return "cannot be read" }
        guard !bytes.isEmpty else { return "empty" }
        let text = String(validating: bytes, as: UTF8.self).map { ": " + SafeText.printable($0, limit: 500) }
        return "\(bytes.count) bytes that are not JSON\(text ?? "")"
    }

    private var signature: String {
        guard let signature = inspection.signature else { return "cannot be read" }
        return signature.isEmpty ? "none: this token is not signed" : "\(signature.count) bytes, not verified"
    }

    /// The same for programs.
    var json: JSONValue {
        var object = JSONObject()
        object["form"] = .string(inspection.form.rawValue)
        object["header"] = inspection.header.map { .object($0) } ?? .null
        object["payload"] = inspection.payload ?? .optional(inspection.payloadBytes.map(Base64URL.encode))
        object["payload_is_json"] = .bool(inspection.payload != nil)
        object["signature"] = .optional(inspection.signature.map(Base64URL.encode))
        object["signature_bytes"] = inspection.signature.map { .integer(Int64($0.count)) } ?? .null
        object["times"] = .array(times.map(\.json))
        object["faults"] = .array(inspection.faults.map(Self.json))
        object["verified"] = false
        return .object(object)
    }

    private static func json(_ fault: TokenFault) -> JSONValue {
        [
            "fault": .string(fault.kind.rawValue), "part": .optional(fault.part?.rawValue),
            "position": fault.position.map { .integer(Int64($0)) } ?? .null, "detail": .string(fault.detail),
        ]
    }
}
