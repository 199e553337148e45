import { listIn, momentIn, objectIn, textIn } from "../answers/read";

/** A note, as the API gives it to its owner. */
export interface Note {
    readonly id: string;
    readonly title: string;
    readonly text: string;
    readonly updatedAt: Date;
}

/** What a person writes. */
export interface Draft {
    title: string;
    text: string;
}

/** Reads a note. @throws UnexpectedAnswer */
export function noteIn(document: unknown): Note {
    const members = objectIn(document);
    return {
        id: textIn(members, "id"),
        title: textIn(members, "title"),
        text: textIn(members, "text"),
        updatedAt: momentIn(members, "updated_at"),
    };
}

/** Reads the list of notes. @throws UnexpectedAnswer */
export const notesIn = (document: unknown): readonly Note[] => listIn(objectIn(document), "notes", noteIn);
