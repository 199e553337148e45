import HTTPTypes
import Hummingbird

extension Response {
    /// The answer to a form that was good: another page, to be fetched by GET (RFC 9110 §15.4.4).
    static func seeOther(_ location: String, cookies: [String] = []) -> Response {
        var headers: HTTPFields = [.location: location]
        for cookie in cookies { headers.append(HTTPField(name: .setCookie, value: cookie)) }
        return Response(status: .seeOther, headers: headers)
    }
}
