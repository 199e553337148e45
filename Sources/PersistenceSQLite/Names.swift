// GRDB has types of these names, too: in this room they mean ours.

import Persistence

typealias PersistenceError = Persistence.PersistenceError
typealias SQL = Persistence.SQL
typealias Row = Persistence.Row
