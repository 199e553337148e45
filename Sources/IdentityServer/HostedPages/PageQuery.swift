import Hummingbird
import WebValues

/// What the address of a hosted page says.
///
/// What is malformed or unknown is as if it were not there: a person who follows a broken link still gets a page.
struct PageQuery: Sendable {
    /// Where to go on.
    let returnPath: ReturnPath
    /// What has just been done.
    let notice: Notice?
    /// Whether the browser was sent here by the page that makes it send its cookies.
    let isBounced: Bool

    init(_ request: Request, origins: AllowedOrigins) {
        let parameters = try? FormBody(Array((request.uri.query ?? "").utf8))
        returnPath = ReturnPath(parameters?.optional("return"), origins: origins)
        notice = parameters?.optional("notice").flatMap(Notice.init(rawValue:))
        isBounced = parameters?.optional("bounced") != nil
    }

    /// An address of our own.
    ///
    /// - Parameters:
    ///   - path: the page.
    ///   - returnPath: where to go on from there.
    ///   - notice: what it shall say.
    ///   - isBounced: whether the browser is sent there to make it send its cookies.
    /// - Returns: path and query, percent-encoded.
    static func link(
        _ path: String,
        returnPath: ReturnPath? = nil,
        notice: Notice? = nil,
        isBounced: Bool = false
    ) -> String {
        var parameters: [String] = []
        if let returnPath, !returnPath.isFallback {
            parameters.append("return=" + PercentCoding.encode(returnPath.location))
        }
        if let notice { parameters.append("notice=" + notice.rawValue) }
        if isBounced { parameters.append("bounced=1") }
        return parameters.isEmpty ? path : path + "?" + parameters.joined(separator: "&")
    }
}
