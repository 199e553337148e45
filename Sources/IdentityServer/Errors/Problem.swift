import HTTPTypes
import TesseraJOSE
import TesseraOAuth

/// An error answer as a value (RFC 9457).
///
/// Safe to show to anybody: whatever must stay inside goes to the log instead.
struct Problem: Error, Sendable, Equatable {
    /// What went wrong; decides status and title.
    let code: ProblemCode
    /// What was wrong in this case and what to do.
    let detail: String
    /// The member of the request that was wrong.
    var field: String?
    /// Why a session ended, or by which rule a proof was refused.
    var cause: String?
    /// Who ended a session from elsewhere: when, and with which device.
    var endedBy: JSONValue?
    /// Seconds after which another try makes sense.
    var retryAfter: Int?
    /// What the resource asks for, on 401 and on a missing scope (RFC 6750 §3).
    var challenge: BearerChallenge?
    /// What the resource asks for of whoever presents a token that is bound to a key (RFC 9449 §7.1).
    var proofChallenge: DPoPChallenge?
    /// The methods that the path knows, on 405.
    var allowed: [HTTPRequest.Method] = []
    /// The content codings that a request body may have, where it came in another (RFC 9110 §15.5.16).
    var acceptedCodings: String?
    /// Whether the refresh cookie is to be deleted with this answer.
    var clearsCookie = false

    init(_ code: ProblemCode, _ detail: String, field: String? = nil, cause: String? = nil, retryAfter: Int? = nil) {
        self.code = code
        self.detail = detail
        self.field = field
        self.cause = cause
        self.retryAfter = retryAfter
    }

    /// The status that the table gives the code.
    var status: HTTPResponse.Status { ProblemTable.row(code).status }

    /// The document `application/problem+json` (RFC 9457 §3.1).
    ///
    /// - Parameters:
    ///   - typeBase: the URL before the code that makes its `type`.
    ///   - requestID: names the request in the server's log.
    /// - Returns: the document.
    func document(typeBase: String, requestID: String) -> JSONValue {
        let row = ProblemTable.row(code)
        var object = JSONObject()
        object["type"] = .string(typeBase + code.rawValue)
        object["title"] = .string(row.title)
        object["status"] = .integer(Int64(row.status.code))
        object["detail"] = .string(detail)
        object["error"] = .string(code.rawValue)
        if let field { object["field"] = .string(field) }
        if let cause { object["cause"] = .string(cause) }
        if let endedBy { object["ended_by"] = endedBy }
        if let retryAfter { object["retry_after"] = .integer(Int64(retryAfter)) }
        object["request_id"] = .string(requestID)
        return .object(object)
    }
}
