/// Lays text out for a terminal: wrapped paragraphs and aligned columns.
enum TextLayout {
    /// Breaks a paragraph at spaces so that no line is longer than `width`, unless one word alone is.
    static func wrap(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }

    /// Columns as wide as their widest cell, two spaces apart, without spaces at the ends of lines.
    static func table(header: [String], rows: [[String]]) -> String {
        let lines = [header] + rows
        let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { cells in
            let padded = zip(cells, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            var line = padded.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    /// Names and values below each other, the values aligned.
    static func fields(_ fields: [(name: String, value: String)]) -> String {
        let width = fields.map(\.name.count).max() ?? 0
        return fields.map { field in
            field.name + String(repeating: " ", count: width - field.name.count) + "  " + field.value
        }.joined(separator: "\n")
    }
}
