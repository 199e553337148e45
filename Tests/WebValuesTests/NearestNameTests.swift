import Testing

@testable import WebValues

@Suite struct NearestNameTests {
    @Test(arguments: [
        ("abc", "abc", 0), ("abc", "abd", 1), ("abc", "acb", 1), ("", "abc", 3), ("kitten", "sitting", 3),
    ])
    func `the distance counts insertions, removals, replacements and swaps`(left: String, right: String, distance: Int)
    {
        #expect(NearestName.editDistance(left, right) == distance)
        #expect(NearestName.editDistance(right, left) == distance)
    }

    @Test func `a name unlike all others has no nearest one`() {
        #expect(NearestName.of("zzzzzz", among: ["http.port", "issuer"]) == nil)
        #expect(NearestName.of("x", among: ["refresh_token"]) == nil)
        #expect(NearestName.of("anything", among: []) == nil)
        #expect(NearestName.of("refresh_tokn", among: ["refresh_token", "scope"]) == "refresh_token")
        #expect(NearestName.of("isuer", among: ["http.port", "issuer"]) == "issuer")
    }
}
