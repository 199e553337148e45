extension Substring {
    /// Without spaces and tabs at both ends.
    var trimmed: Substring { trimming { $0 == " " || $0 == "\t" } }

    /// Without the characters at both ends that `isDropped` names.
    func trimming(_ isDropped: (Character) -> Bool) -> Substring {
        var rest = drop(while: isDropped)
        while let last = rest.last, isDropped(last) { rest.removeLast() }
        return rest
    }
}
