import { httpResource } from "@angular/common/http";
import { ChangeDetectionStrategy, Component, inject } from "@angular/core";

import { countIn, objectIn } from "../answers/read";
import { NotesApi } from "../notes/notes-api";
import { personId } from "../settings/person";
import { problemWords } from "../words/problems";

/** How much is kept. */
interface Statistics {
    readonly notes: number;
    readonly owners: number;
}

/** Reads the statistics. @throws UnexpectedAnswer */
function statisticsIn(document: unknown): Statistics {
    const members = objectIn(document);
    return { notes: countIn(members, "notes"), owners: countIn(members, "owners") };
}

/** What only administrators see. The API asks for the role as well: this page only shows what it gives. */
@Component({
    selector: "app-admin",
    templateUrl: "./admin.html",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Admin {
    readonly #person = personId();
    readonly #api = inject(NotesApi);

    protected readonly statistics = httpResource(() => (this.#person() ? `${this.#api.url}/statistics` : undefined), {
        parse: statisticsIn,
    });
    protected readonly words = problemWords;
}
