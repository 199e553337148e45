import CLibPQ
import Persistence

/// The type that a bound value has on the server.
enum ValueType: Oid, Hashable {
    /// None: the server finds out from where the value stands, which is enough for NULL.
    case unknown = 0
    case bool = 16
    case bytes = 17
    case bigint = 20
    case text = 25

    init(_ value: SQLValue) {
        self =
            switch value {
            case .null: .unknown
            case .text: .text
            case .integer: .bigint
            case .bytes: .bytes
            case .bool: .bool
            }
    }
}
