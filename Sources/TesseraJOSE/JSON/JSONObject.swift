/// The members of a JSON object in their order, each name once.
///
/// Names are compared byte by byte.
public struct JSONObject: Sendable {
    struct Member: Sendable, Hashable {
        let name: String
        var value: JSONValue

        static func == (left: Member, right: Member) -> Bool {
            left.name.isIdentical(to: right.name) && left.value == right.value
        }
    }

    var members: [Member]

    /// An object without members.
    public init() { members = [] }

    /// Creates an object from pairs; a name given twice keeps its last value.
    /// - Parameter members: Names and values, in order.
    public init(_ members: some Sequence<(String, JSONValue)>) {
        self.init()
        for (name, value) in members { self[name] = value }
    }

    /// Members whose names the caller knows to be unique.
    init(unique members: [Member]) { self.members = members }

    /// The number of members.
    public var count: Int { members.count }
    /// Whether there are no members.
    public var isEmpty: Bool { members.isEmpty }
    /// The names in order.
    public var names: [String] { members.map(\.name) }

    /// The value of a member.
    ///
    /// Setting `nil` removes it; setting a new name appends it.
    /// - Parameter name: The member's name.
    public subscript(name: String) -> JSONValue? {
        get {
            // By index, since a copied member would be counted as held.
            for index in members.indices where members[index].name.isIdentical(to: name) {
                return members[index].value
            }
            return nil
        }
        set {
            let index = members.firstIndex { $0.name.isIdentical(to: name) }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// The object as compact UTF-8 JSON.
    /// - Returns: The text.
    public func serialized() -> [UInt8] { JSONValue.object(self).serialized() }
}

extension JSONObject: Hashable {
    /// Equal when both have the same members, in whatever order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        if left.members == right.members { return true }
        return left.members.allSatisfy { right[$0.name] == $0.value }
    }

    /// Hashes the members without regard to their order.
    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for member in members { sum &+= member.hashValue }
        hasher.combine(sum)
    }
}

extension JSONObject: Sequence {
    /// Walks over the members in order.
    public struct Iterator: IteratorProtocol {
        var base: IndexingIterator<[Member]>

        /// The next member, or `nil` at the end.
        public mutating func next() -> (name: String, value: JSONValue)? {
            base.next().map { ($0.name, $0.value) }
        }
    }

    /// Walks over the members in order.
    public func makeIterator() -> Iterator { Iterator(base: members.makeIterator()) }
}
