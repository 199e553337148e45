import { inject } from "@angular/core";
import type { CanDeactivateFn } from "@angular/router";
import { Tessera } from "@tessera/angular";

import { Ask } from "../shell/ask";

/** A page with text that may not have been saved. */
export interface HasUnsavedText {
    hasUnsavedText(): boolean;
    /** The person gives the text up: it is not asked about once more, as where a guard leads on to another page. */
    giveUpText(): void;
}

/** Asks before text is lost, also when the session has ended: what was written can still be copied then. */
export const keepsUnsavedText: CanDeactivateFn<HasUnsavedText> = async page => {
    if (!page.hasUnsavedText()) return true;
    const isOver = inject(Tessera).status() === "signedOut";
    const mayLeave = await inject(Ask).ask({
        title: $localize`:@@unsaved.question:Leave without saving?`,
        text: isOver
            ? $localize`:@@unsaved.over:Your session has ended, so this cannot be saved now. You may stay and copy what you wrote.`
            : $localize`:@@unsaved.text:What you wrote has not been saved.`,
        yes: $localize`:@@unsaved.leave:Leave`,
        no: $localize`:@@unsaved.stay:Stay`,
    });
    if (mayLeave) page.giveUpText();
    return mayLeave;
};
