import { Directive, effect, inject, input, TemplateRef, untracked, ViewContainerRef } from "@angular/core";
import { Tessera } from "../tessera";

/**
 * Shows an element to people who have one of the roles: `*tesseraIfRole="'admin'"`, `*tesseraIfRole="['admin', 'editor']; else other"`.
 *
 * While it is not known whether a person is signed in, it shows neither. It only shows: what a person may do, the API decides.
 */
@Directive({ selector: "[tesseraIfRole]" })
export class TesseraIfRole {
    /** One of these roles is enough. */
    readonly tesseraIfRole = input.required<string | readonly string[]>();
    /** What people without the role see. */
    readonly tesseraIfRoleElse = input<TemplateRef<unknown> | null>(null);

    constructor() {
        const tessera = inject(Tessera);
        const views = inject(ViewContainerRef);
        const content = inject<TemplateRef<unknown>>(TemplateRef);
        let shown: TemplateRef<unknown> | null = null;
        effect(() => {
            const isAllowed = tessera.hasRole(...[this.tesseraIfRole()].flat());
            const other = tessera.status() === "unknown" ? null : this.tesseraIfRoleElse();
            const wanted = isAllowed ? content : other;
            if (wanted === shown) return;
            shown = wanted;
            untracked(() => {
                views.clear();
                if (wanted) views.createEmbeddedView(wanted);
            });
        });
    }
}
