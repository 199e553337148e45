import { InjectionToken } from "@angular/core";

import { objectIn, textIn } from "../answers/read";

/** Where the servers are: what differs between one installation and the next, and so is not compiled in. */
export interface Settings {
    /** The origin of the login service. */
    readonly issuer: string;
    /** The notes API. */
    readonly api: string;
}

/** The settings, read before the application starts. */
export const SETTINGS = new InjectionToken<Settings>("SETTINGS");

/** Reads `/config.json`. @throws an Error that says what is wrong with it. */
export async function loadSettings(): Promise<Settings> {
    const answer = await fetch(new URL("/config.json", location.origin));
    if (!answer.ok) throw new Error(`/config.json: the server answered ${answer.status}.`);
    return settingsIn(await answer.json());
}

/** The settings in a document. @throws an Error that names the member at fault. */
export function settingsIn(document: unknown): Settings {
    const members = objectIn(document, "config.json");
    return { issuer: address(members, "issuer"), api: address(members, "api") };
}

function address(members: Readonly<Record<string, unknown>>, name: string): string {
    const text = textIn(members, name);
    if (!URL.canParse(text)) throw new Error(`config.json: ${name} is no address.`);
    return text.replace(/\/$/, "");
}
