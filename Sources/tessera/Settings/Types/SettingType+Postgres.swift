import Persistence
import PersistencePostgres

extension SettingType where Value == PostgresAddress {
    /// A connection URI of libpq, written back without its password.
    static var postgresURL: SettingType<PostgresAddress> {
        SettingType(
            expectation: "a URL such as postgresql://tessera@db.example.com/tessera",
            decode: { text throws(SettingRefusal) in
                do throws(PersistenceError) {
                    return try PostgresAddress(text)
                } catch {
                    throw SettingRefusal(reason: error.message)
                }
            },
            encode: \.description
        )
    }
}
