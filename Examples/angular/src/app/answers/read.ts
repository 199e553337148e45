/** An answer that is not what the server promised: of another shape, or not the server's at all. */
export class UnexpectedAnswer extends Error {
    override readonly name = "UnexpectedAnswer";
}

type Members = Readonly<Record<string, unknown>>;

/** `value` as a JSON object. @throws UnexpectedAnswer */
export function objectIn(value: unknown, what = "the answer"): Members {
    if (typeof value !== "object" || value === null || Array.isArray(value))
        throw new UnexpectedAnswer(`${what} is no object`);
    return value as Members;
}

/** A member of its own, never one that every object inherits. */
export function memberIn(members: Members, name: string): unknown {
    return Object.hasOwn(members, name) ? members[name] : undefined;
}

/** A member that must be a text. @throws UnexpectedAnswer */
export function textIn(members: Members, name: string): string {
    const value = memberIn(members, name);
    if (typeof value !== "string") throw new UnexpectedAnswer(`${name} is no text`);
    return value;
}

/** A member that is a text, or null. @throws UnexpectedAnswer */
export function textOrNullIn(members: Members, name: string): string | null {
    return memberIn(members, name) === null ? null : textIn(members, name);
}

/** A member that must be a whole number, not negative. @throws UnexpectedAnswer */
export function countIn(members: Members, name: string): number {
    const value = memberIn(members, name);
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
        throw new UnexpectedAnswer(`${name} is no count`);
    return value;
}

/** A member that must be true or false. @throws UnexpectedAnswer */
export function truthIn(members: Members, name: string): boolean {
    const value = memberIn(members, name);
    if (typeof value !== "boolean") throw new UnexpectedAnswer(`${name} is neither true nor false`);
    return value;
}

/** A member that must be a moment (RFC 3339). @throws UnexpectedAnswer */
export function momentIn(members: Members, name: string): Date {
    const moment = new Date(textIn(members, name));
    if (Number.isNaN(moment.getTime())) throw new UnexpectedAnswer(`${name} is no moment`);
    return moment;
}

/** A member that must be a list, each of its elements read by `read`. @throws UnexpectedAnswer */
export function listIn<Element>(members: Members, name: string, read: (element: unknown) => Element): Element[] {
    const value = memberIn(members, name);
    if (!Array.isArray(value)) throw new UnexpectedAnswer(`${name} is no list`);
    return value.map(read);
}
