import Hummingbird
import TesseraHummingbird
import TesseraVerifier

/// The routes of the API, each with what it requires.
struct NotesAPI {
    typealias Context = BasicAccessTokenRequestContext

    let verifier: AccessTokenVerifier
    let allowedOrigins: AllowedOrigins
    let store: NoteStore
    /// How clients know this API; nil when it is the audience.
    let address: RequestAddress?
    /// The current time in seconds since 1970-01-01T00:00:00Z.
    let now: @Sendable () -> Int64

    init(
        verifier: AccessTokenVerifier,
        allowedOrigins: AllowedOrigins = AllowedOrigins([]),
        store: NoteStore = NoteStore(),
        address: RequestAddress? = nil,
        now: @escaping @Sendable () -> Int64 = { SystemTime.seconds() }
    ) {
        self.verifier = verifier
        self.allowedOrigins = allowedOrigins
        self.store = store
        self.address = address
        self.now = now
    }

    /// Builds the router.
    func router() -> Router<Context> {
        let router = Router(context: Context.self)
        // The order matters: errors become answers first, then every answer gets its headers.
        router.add(middleware: SecurityHeaders())
        router.add(middleware: CrossOrigin(allowed: allowedOrigins))
        router.add(middleware: Problems())

        let routes = NoteRoutes(store: store)
        let notes = router.group("notes").add(middleware: RequireAccessToken(verifier: verifier, address: address))
        notes.group().add(middleware: RequireScope("notes:read"))
            .get(use: routes.list)
            .get("{id}", use: routes.show)
        notes.group().add(middleware: RequireScope("notes:write"))
            .post(use: routes.create)
            .put("{id}", use: routes.replace)
            .delete("{id}", use: routes.delete)
        // Everything at once: not at a screen that was left open. The person signs in again, and then it goes.
        notes.group().add(middleware: RequireScope("notes:write"))
            .add(middleware: RequireAuthentication(within: .seconds(300), now: now))
            .delete(use: routes.deleteAll)
        notes.group("statistics").add(middleware: RequireRole("admin"))
            .get(use: routes.statistics)
        return router
    }
}
