import { listIn, memberIn, momentIn, objectIn, textIn, truthIn } from "../answers/read";

/** A sign-in of the person, living or ended. */
export interface OneSession {
    readonly id: string;
    /** Whether it is the one of this page. */
    readonly isCurrent: boolean;
    readonly device: string;
    readonly address: string;
    /** Whether its tokens are worthless without a key of that browser. */
    readonly isBound: boolean;
    readonly createdAt: Date;
    readonly lastSeenAt: Date;
    readonly end: { readonly at: Date; readonly cause: string } | null;
}

/** Reads the list of sessions. @throws UnexpectedAnswer */
export const sessionsIn = (document: unknown): readonly OneSession[] =>
    listIn(objectIn(document), "sessions", sessionIn);

function sessionIn(value: unknown): OneSession {
    const members = objectIn(value);
    return {
        id: textIn(members, "id"),
        isCurrent: truthIn(members, "current"),
        device: textIn(objectIn(memberIn(members, "device")), "name"),
        address: textIn(members, "address"),
        isBound: truthIn(members, "bound"),
        createdAt: momentIn(members, "created_at"),
        lastSeenAt: momentIn(members, "last_seen_at"),
        end: endIn(memberIn(members, "end")),
    };
}

function endIn(value: unknown): OneSession["end"] {
    if (value === null) return null;
    const members = objectIn(value);
    return { at: momentIn(members, "at"), cause: textIn(members, "cause") };
}
