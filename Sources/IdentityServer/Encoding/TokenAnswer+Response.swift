import HTTPTypes
import Hummingbird
import Identity
import TesseraJOSE
import TesseraOAuth

extension IssuedTokens {
    /// The answer of RFC 6749 §5.1.
    ///
    /// In a cookie session the refresh token goes into the cookie and not into the body.
    func response() -> Response {
        let answer = TokenAnswer(
            accessToken: accessToken,
            tokenType: type,
            expiresIn: expiresIn,
            refreshToken: transport == .body ? refreshToken : nil,
            scope: scope,
            sessionID: sessionID.description,
            generation: generation,
            refreshExpiresIn: refreshExpiresIn
        )
        var object = JSONObject()
        for member in answer.members { object.set(member) }
        // RFC 6749 §5.1 demands both, the second for the sake of old caches.
        var headers: HTTPFields = [.cacheControl: "no-store", .pragma: "no-cache"]
        if transport == .cookie {
            headers[.setCookie] = RefreshCookie.storing(refreshToken, seconds: refreshExpiresIn)
        }
        return .json(.object(object), headers: headers)
    }
}
