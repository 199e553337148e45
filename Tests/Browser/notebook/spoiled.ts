/** What the policy forbids, as a careless change would bring it in: one component each. */
import { Component, inject } from "@angular/core";
import { DomSanitizer } from "@angular/platform-browser";

@Component({ selector: "lab-bypass", template: `<div [innerHTML]="html"></div>` })
class Bypass {
    protected readonly html = inject(DomSanitizer).bypassSecurityTrustHtml("<b>from a string</b>");
}

@Component({ selector: "lab-inline-style", template: `<p style="color: rgb(1, 2, 3)">styled</p>` })
class InlineStyle {}

@Component({
    selector: "lab-component-style",
    template: `<p>styled</p>`,
    styles: `
        p {
            color: rgb(1, 2, 3);
        }
    `,
})
class ComponentStyle {}

export const spoiled = { bypass: Bypass, inlineStyle: InlineStyle, componentStyle: ComponentStyle };
