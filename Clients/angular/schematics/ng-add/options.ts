import { SchematicsException } from "@angular-devkit/schematics";

/** What `ng add` asks for. */
export interface Options {
    project?: string;
    issuer?: string;
    api?: string;
}

/** The addresses, as `provideTessera` takes them. */
export interface Addresses {
    readonly issuer: string;
    readonly api: readonly string[];
}

/**
 * The addresses in `options`.
 *
 * @throws SchematicsException that says which address is wrong, and how it should look.
 */
export function addressesIn({ issuer = "", api = "" }: Options): Addresses {
    const bases = api.split(",").map(part => part.trim());
    return {
        issuer: addressIn("issuer", issuer, true),
        api: bases.filter(Boolean).map(base => addressIn("api", base, false)),
    };
}

function addressIn(option: string, text: string, isOrigin: boolean): string {
    const url = URL.canParse(text) ? new URL(text) : null;
    const isBase = url !== null && /^https?:$/.test(url.protocol) && !/[*?#@'"`\\\s]/.test(text);
    if (!isBase || (isOrigin && url.pathname !== "/")) {
        const example = isOrigin
            ? "an origin such as https://login.example.com"
            : "an address such as https://api.example.com/v1";
        throw new SchematicsException(
            `--${option} is to be ${example}, and "${text}" is none. Nothing has been changed.`,
        );
    }
    return isOrigin ? url.origin : text;
}
