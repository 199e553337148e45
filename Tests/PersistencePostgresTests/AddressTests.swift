import Persistence
import Testing

@testable import PersistencePostgres

@Suite struct `A PostgreSQL address` {
    @Test func `is shown without its password and its parameters`() throws {
        let address = try PostgresAddress(
            "postgresql://ada:s%65cret@db-1:5433,db-2/tessera?sslpassword=s%65cret&options=-csecret"
        )
        #expect(address.hasPassword)
        let shown = [
            "\(address)", String(reflecting: address),
            String(describing: Mirror(reflecting: address).children.map(\.value)),
        ]
        for text in shown { #expect(!text.contains("secret"), "\(text)") }
        #expect("\(address)" == "postgresql://ada@db-1:5433,db-2/tessera")
    }

    @Test func `without a password says so`() throws {
        #expect(try !PostgresAddress("postgresql://ada@[::1]:5433/tessera").hasPassword)
        #expect(
            try "\(PostgresAddress("postgresql://ada@[::1]:5433/tessera"))" == "postgresql://ada@[::1]:5433/tessera"
        )
    }

    @Test(arguments: [
        "", "host=db-1 password=secret", "mysql://ada:secret@db-1/tessera", "postgresql://ada:sec%zzret@db-1/tessera",
        "postgresql://ada:secret@[::1/tessera", "postgresql://ada:secret@db-1/tessera?colour=red",
        "postgresql://a\u{0}b/",
    ])
    func `that cannot be read is refused, and the refusal shows nothing of it`(_ url: String) {
        let error = #expect(throws: PersistenceError.self) { try PostgresAddress(url) }
        #expect(error?.code == .invalidValue)
        #expect(error.map { "\($0)".contains("secret") || "\($0)".contains("ret@") } == false)
    }

    @Test(arguments: ["db.example.com", "10.0.0.7", "localhost,db.example.com", "localhost.example.com"])
    func `of another machine wants a verified certificate`(_ host: String) throws {
        let parameters = try PostgresAddress("postgresql://ada@\(host)/tessera")
            .connectionParameters(environment: [:], libraryVersion: 160_000)
        #expect(parameters["sslmode"] == "verify-full")
        #expect(parameters["sslrootcert"] == "system")
    }

    @Test(arguments: ["", "localhost", "127.0.0.1", "[::1]", "%2Fvar%2Frun%2Fpostgresql", "localhost,127.0.0.1"])
    func `of this machine wants no certificate`(_ host: String) throws {
        let parameters = try PostgresAddress("postgresql://\(host)/tessera")
            .connectionParameters(environment: [:], libraryVersion: 160_000)
        #expect(parameters["sslmode"] == nil)
        #expect(parameters["target_session_attrs"] == "read-write")
    }

    @Test func `counts more than the house's wishes, and so does libpq's environment`() throws {
        let address = try PostgresAddress(
            "postgresql://db.example.com/tessera?sslmode=require&connect_timeout=9&target_session_attrs=any&client_encoding=LATIN1"
        )
        let parameters = address.connectionParameters(environment: [:], libraryVersion: 150_000)
        #expect(parameters["sslmode"] == "require")
        #expect(parameters["connect_timeout"] == "9")
        #expect(parameters["target_session_attrs"] == "any")
        #expect(parameters["client_encoding"] == "UTF8")
        let environment = ["PGSSLMODE": "verify-ca", "PGSSLROOTCERT": "/roots.pem", "PGCONNECT_TIMEOUT": "3"]
        let others = try PostgresAddress("postgresql://db.example.com/tessera")
            .connectionParameters(environment: environment, libraryVersion: 150_000)
        #expect(others["sslmode"] == nil && others["sslrootcert"] == nil && others["connect_timeout"] == nil)
    }
}
