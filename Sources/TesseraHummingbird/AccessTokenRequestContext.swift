public import Hummingbird
public import TesseraVerifier

/// A request context that carries what the request's access token says.
public protocol AccessTokenRequestContext: RequestContext {
    /// What the verified access token says; `nil` until `RequireAccessToken` has let the request through.
    var accessToken: AccessToken? { get set }
}

extension AccessTokenRequestContext {
    /// The access token of a protected route.
    /// - Returns: What the token says.
    /// - Throws: `AccessRefusal` with `missingToken` when no `RequireAccessToken` stands in front of the route, so that
    ///   a forgotten middleware denies instead of permits.
    public func requireAccessToken() throws(AccessRefusal) -> AccessToken {
        guard let accessToken else { throw AccessRefusal(.missingToken) }
        return accessToken
    }

    /// Hands out a resource to its owner and to nobody else.
    ///
    /// Another account's resource is refused exactly as an absent one, so that nobody learns by trying identifiers
    /// which ones exist.
    /// - Parameters:
    ///   - resource: The resource, or `nil` when there is none.
    ///   - owner: Tells the resource's owner, an account's identifier as in the token's `sub`.
    /// - Returns: The resource, which belongs to the token's subject.
    /// - Throws: `AccessRefusal` with `notFound` when the resource is absent or another's, `missingToken` when the
    ///   route is not protected.
    public func requireOwner<Resource>(
        of resource: Resource?,
        _ owner: (Resource) -> String
    ) throws(AccessRefusal) -> Resource {
        let subject = try requireAccessToken().subject
        guard let resource, owner(resource).isIdentical(to: subject) else { throw AccessRefusal(.notFound) }
        return resource
    }
}

/// The plainest context with an access token.
public struct BasicAccessTokenRequestContext: AccessTokenRequestContext {
    /// Hummingbird's part of the context.
    public var coreContext: CoreRequestContextStorage
    /// What the verified access token says.
    public var accessToken: AccessToken?

    /// Makes a context for a new request.
    /// - Parameter source: Where the request comes from.
    public init(source: Source) {
        coreContext = .init(source: source)
    }
}
