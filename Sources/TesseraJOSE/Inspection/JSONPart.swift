/// The JSON of a header or payload, read as far as it goes.
struct JSONPart {
    /// The value; of two members with one name the last.
    let value: JSONValue?
    let faults: [TokenFault]

    init(_ name: TokenPart.Name, _ bytes: [UInt8], _ limits: JSONLimits) {
        do throws(JSONError) {
            let (value, repeated) = try JSONReader.readTolerantly(bytes.span, limits: limits)
            self.value = value
            faults = Self.faults(name, value, repeated)
        } catch {
            value = nil
            faults = [Self.fault(name, error)]
        }
    }

    private static func faults(_ name: TokenPart.Name, _ value: JSONValue, _ repeated: [String]) -> [TokenFault] {
        var faults: [TokenFault] = []
        if value.object == nil { faults.append(fault(name, .notJSON, "isn't a JSON object")) }
        if !repeated.isEmpty {
            let names = Set(repeated).sorted().map { "\"\($0)\"" }.joined(separator: ", ")
            faults.append(fault(name, .repeatedMember, "holds members twice: \(names); the last is shown"))
        }
        return faults
    }

    private static func fault(_ name: TokenPart.Name, _ error: JSONError) -> TokenFault {
        let isLimit = [.tooLarge, .tooDeep, .tooManyMembers, .numberOutOfRange].contains(error.code)
        let words = isLimit ? "goes beyond the bounds of JSON" : "isn't JSON"
        let place = "at byte \(error.offset) of what it decodes to"
        return fault(name, isLimit ? .jsonLimits : .notJSON, "\(words): \(error.code.explanation), \(place)")
    }

    private static func fault(_ name: TokenPart.Name, _ kind: TokenFault.Kind, _ words: String) -> TokenFault {
        TokenFault(kind: kind, part: name, position: nil, detail: "The \(name.rawValue) \(words).")
    }
}

extension JSONLimits {
    /// The bounds of a header: 16 KiB, 8 levels, 100 members.
    static let header = JSONLimits(maximumBytes: 16384, maximumDepth: 8, maximumMembers: 100)
}
