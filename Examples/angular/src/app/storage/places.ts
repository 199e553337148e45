import type { TesseraOptions } from "@tessera/angular";

/** Where the tokens of a session are kept. */
export type PlaceName = "cookie" | "memory" | "session" | "local" | "dpop";

/** A place, as the client is set up for it. */
export interface Place {
    readonly name: PlaceName;
    readonly options: Pick<TesseraOptions, "mode" | "storage">;
    /** Whether the tokens are bound to a key of this browser (DPoP, RFC 9449). */
    readonly bound: boolean;
}

export const places: readonly Place[] = [
    { name: "cookie", options: { mode: "cookie" }, bound: false },
    { name: "memory", options: { mode: "token", storage: "memory" }, bound: false },
    { name: "session", options: { mode: "token", storage: "session" }, bound: false },
    { name: "local", options: { mode: "token", storage: "local" }, bound: false },
    { name: "dpop", options: { mode: "token", storage: "local" }, bound: true },
];

/** The default: the only one in which no script can reach the refresh token. */
const [cookie] = places as readonly [Place];

const key = "notebook.place";

/** The place of this name. */
export const placeOf = (name: PlaceName): Place => places.find(place => place.name === name) ?? cookie;

/** The place chosen in this browser. It is a preference and no secret. */
export function readPlace(): PlaceName {
    try {
        const kept = localStorage.getItem(key);
        return places.find(place => place.name === kept)?.name ?? "cookie";
    } catch {
        return "cookie";
    }
}

/** Notes the choice for the next start. @throws when the browser refuses storage. */
export function keepPlace(name: PlaceName): void {
    localStorage.setItem(key, name);
}
