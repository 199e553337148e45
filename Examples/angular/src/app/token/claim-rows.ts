import { languageOf, relativeWords } from "../words/times";

/** One member of a token: its name, its value as text, and what it means. */
export interface ClaimRow {
    readonly name: string;
    readonly value: string;
    readonly meaning: string;
}

const times = ["exp", "iat", "nbf", "auth_time"];
/** The last second that a `Date` can hold. */
const lastSecond = 8_640_000_000_000;

/** The rows of a header or of claims, in the token's own order. @param now in milliseconds. */
export function claimRows(members: Readonly<Record<string, unknown>>, now: number, locale: string): ClaimRow[] {
    return Object.entries(members).map(([name, value]) => ({
        name,
        value: valueText(value),
        meaning: timeWords(name, value, now, locale) ?? meaningOf(name),
    }));
}

function valueText(value: unknown): string {
    if (typeof value === "string") return value;
    if (Array.isArray(value) && value.every(one => typeof one === "string")) return value.join(" ");
    return JSON.stringify(value);
}

function timeWords(name: string, value: unknown, now: number, locale: string): string | null {
    if (!times.includes(name) || typeof value !== "number" || !(Math.abs(value) <= lastSecond)) return null;
    const moment = new Date(value * 1000);
    const absolute = new Intl.DateTimeFormat(languageOf(locale), { dateStyle: "medium", timeStyle: "medium" }).format(
        moment,
    );
    return `${meaningOf(name)}: ${relativeWords(moment, now, locale)} · ${absolute}`;
}

function meaningOf(name: string): string {
    switch (name) {
        case "alg":
            return $localize`:@@claim.alg:how it is signed`;
        case "typ":
            return $localize`:@@claim.typ:what it is: an access token`;
        case "kid":
            return $localize`:@@claim.kid:which key signed it`;
        case "iss":
            return $localize`:@@claim.iss:who issued it`;
        case "sub":
            return $localize`:@@claim.sub:whose it is`;
        case "aud":
            return $localize`:@@claim.aud:which servers take it`;
        case "exp":
            return $localize`:@@claim.exp:when it expires`;
        case "iat":
            return $localize`:@@claim.iat:when it was issued`;
        case "nbf":
            return $localize`:@@claim.nbf:when it begins to be valid`;
        case "auth_time":
            return $localize`:@@claim.auth_time:when the person signed in`;
        case "jti":
            return $localize`:@@claim.jti:its own identifier`;
        case "sid":
            return $localize`:@@claim.sid:the session`;
        case "client_id":
            return $localize`:@@claim.client_id:which application asked for it`;
        case "scope":
            return $localize`:@@claim.scope:what the application may do`;
        case "roles":
            return $localize`:@@claim.roles:which roles the person has`;
        case "permissions":
            return $localize`:@@claim.permissions:what the person may do`;
        case "amr":
            return $localize`:@@claim.amr:how the person proved who they are`;
        case "acr":
            return $localize`:@@claim.acr:how strong that proof was`;
        case "cnf":
            return $localize`:@@claim.cnf:the key that it is bound to`;
        case "status":
            return $localize`:@@claim.status:where to look up whether it was revoked`;
        default:
            return $localize`:@@claim.other:a claim of the issuer’s own`;
    }
}
