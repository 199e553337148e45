import Hummingbird
import Identity

/// The query of `GET /admin/users`: `limit` (1 to 200, 50 unless given), `after`, `search`, `disabled`.
enum AccountListQuery {
    /// - Throws: a ``Problem`` `invalid_request` naming the parameter that is wrong.
    static func query(of request: Request) throws -> AccountQuery {
        let parameters = request.uri.queryParameters
        var limit = 50
        if let text = parameters["limit"] {
            guard let number = Int(text), (1...200).contains(number) else {
                throw Problem(.invalidRequest, "limit: expected a whole number from 1 to 200.", field: "limit")
            }
            limit = number
        }
        var disabled: Bool?
        if let text = parameters["disabled"] {
            guard let value = Bool(String(text)) else {
                throw Problem(.invalidRequest, "disabled: expected true or false.", field: "disabled")
            }
            disabled = value
        }
        return AccountQuery(
            search: parameters["search"].map(String.init),
            after: parameters["after"].map(String.init),
            limit: limit,
            disabled: disabled
        )
    }
}
