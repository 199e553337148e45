import { HttpClient } from "@angular/common/http";
import { inject, Injectable } from "@angular/core";
import { firstValueFrom, map, type Observable } from "rxjs";

import { SETTINGS } from "../settings/settings";
import { type Draft, type Note, noteIn } from "./note";

/** The notes API. The token is the interceptor's matter; whose note it is, the API's. */
@Injectable({ providedIn: "root" })
export class NotesApi {
    readonly #http = inject(HttpClient);

    /** Where the notes are. */
    readonly url = `${inject(SETTINGS).api}/notes`;

    /** Where one note is. What stands in an address is a wish, and may be anything: it stays one part of the path. */
    urlOf(id: string): string {
        return `${this.url}/${encodeURIComponent(id)}`;
    }

    create(draft: Draft): Promise<Note> {
        return read(this.#http.post<unknown>(this.url, draft));
    }

    replace(id: string, draft: Draft): Promise<Note> {
        return read(this.#http.put<unknown>(this.urlOf(id), draft));
    }

    async delete(id: string): Promise<void> {
        await firstValueFrom(this.#http.delete(this.urlOf(id)));
    }

    /** Deletes every note of the person. The API wants a sign-in that is a few minutes old at most. */
    async deleteAll(): Promise<void> {
        await firstValueFrom(this.#http.delete(this.url));
    }
}

const read = (answer: Observable<unknown>): Promise<Note> => firstValueFrom(answer.pipe(map(noteIn)));
