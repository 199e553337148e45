import { DOCUMENT, inject, InjectionToken } from "@angular/core";

/** Leaves the document for an address of the same application, so that nothing of the page stays in memory. */
export const LEAVE_PAGE = new InjectionToken<(address: string) => void>("tessera.leavePage", {
    providedIn: "root",
    factory: () => {
        const document = inject(DOCUMENT);
        return address => {
            document.location.assign(address);
            // With the address in the fragment the line above leaves nothing.
            if (address.includes("#")) document.location.reload();
        };
    },
});
